using System.Runtime.CompilerServices;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>A reading or a change of a network's weights from outside of it, until it is disposed of. Networks that keep no account of calls are not asked.</summary>
internal readonly ref struct GuardedCall : IDisposable
{
    private readonly ref Guard _guard;
    private readonly Use _use;
    private readonly bool _changes;

    private GuardedCall(INetwork network, Use use, bool changes)
    {
        (_use, _changes) = (use, changes);
        if (network is not IGuarded guarded)
            return;
        _guard = ref guarded.Guard;
        if (changes)
            _guard.BeginChange(network.Info.Name, use);
        else
            _guard.BeginReading(network.Info.Name, use);
    }

    /// <exception cref="InvalidOperationException">A call that changes weights is at work.</exception>
    public static GuardedCall Read(INetwork network, Use use) => new(network, use, changes: false);

    /// <exception cref="InvalidOperationException">Another call is at work.</exception>
    public static GuardedCall Change(INetwork network, Use use) => new(network, use, changes: true);

    public void Dispose()
    {
        if (Unsafe.IsNullRef(ref _guard))
            return;
        if (_changes)
            _guard.EndChange();
        else
            _guard.EndReading(_use);
    }
}
