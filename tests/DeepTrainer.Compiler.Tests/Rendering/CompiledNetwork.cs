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
        Compile(models, [.. Target.X86.Where(t => bits.Contains(t.Bits))]);

    /// <summary>Compiles networks, whose names must differ, with kernels for the given targets.</summary>
    /// <remarks>With <paramref name="sumRows"/> those that can be are trained in chunks, of sums over so many samples.</remarks>
    public static ImmutableArray<Func<int, INetwork>> Compile(ImmutableArray<NetworkModel> models, ImmutableArray<Target> targets, int? sumRows = null) =>
        [.. RuntimeCompilation.Run(models, targets, sumRows).Select(t => (Func<int, INetwork>)t.Create)];
}
