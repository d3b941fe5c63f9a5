using System.Runtime.CompilerServices;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Many calls of one thread on a network, beside which others don't change it, until it is disposed of.</summary>
internal readonly ref struct GuardedWork : IDisposable
{
    private readonly ref Guard _guard;
    private readonly Use _use;

    /// <exception cref="InvalidOperationException">Another thread is at work that this must not run beside.</exception>
    public GuardedWork(INetwork network, Use use)
    {
        _use = use;
        if (network is not IGuarded guarded)
            return;
        _guard = ref guarded.Guard;
        _guard.BeginHold(network.Info.Name, use);
    }

    public void Dispose()
    {
        if (!Unsafe.IsNullRef(ref _guard))
            _guard.EndHold(_use);
    }
}
