using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Engine.Compilation;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Compiles what the renderer emits, in memory, and makes networks of it.</summary>
internal static class CompiledNetwork
{
    /// <summary>Makes the network with the kernels for this machine's vectors.</summary>
    public static INetwork Create(NetworkModel model, int seed) => Factory(model)(seed);

    /// <summary>The same for any number of instances, each made from a seed.</summary>
    public static Func<int, INetwork> Factory(NetworkModel model) => RuntimeCompilation.Run(model).Create;

    /// <summary>Compiles networks, whose names must differ, with kernels of the given widths, accelerated or not.</summary>
    public static ImmutableArray<Func<int, INetwork>> Compile(ImmutableArray<NetworkModel> models, ImmutableArray<int> bits) =>
        Compile(models, [.. Target.Usual.Where(t => bits.Contains(t.Bits))]);

    /// <summary>Compiles networks, whose names must differ, with kernels for the given targets.</summary>
    public static ImmutableArray<Func<int, INetwork>> Compile(ImmutableArray<NetworkModel> models, ImmutableArray<Target> targets) =>
        [.. RuntimeCompilation.Run(models, targets).Select(t => (Func<int, INetwork>)t.Create)];
}
