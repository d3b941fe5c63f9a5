using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Engine;

/// <summary>What the compiler makes of a network, whatever its class: for what looks at its graphs, as exporting does.</summary>
public static class NetworkModels
{
    // Classes that were compiled at run time have no attributes; they are collected with their last network.
    private static readonly ConditionalWeakTable<Type, NetworkModel> Compiled = [];

    /// <summary>The layers and graphs of a network.</summary>
    /// <param name="network">A network of the engine, of a declared class or of one that was compiled at run time.</param>
    /// <exception cref="ArgumentException">It is of another class.</exception>
    public static NetworkModel Of(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network is EngineNetwork engine ? engine.Model
            : Compiled.TryGetValue(network.GetType(), out NetworkModel? model) ? model
            : NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(network.GetType()));
    }

    /// <summary>The class of a network, compiled now, in memory, as <see cref="NetworkBuilder.Compile"/> does it: for models that were made of others.</summary>
    /// <param name="model">What the compiler made of the network; its name must be one that a class can have, in no other class.</param>
    /// <exception cref="NotSupportedException">The network is too large, or the application is one file.</exception>
    [RequiresDynamicCode("It makes code at run time."), RequiresUnreferencedCode("It refers to the library's assemblies as a whole.")]
    public static CompiledTopology Compile(NetworkModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Compilation.RuntimeCompilation.Run(model);
    }

    internal static void Add(Type type, NetworkModel model) => Compiled.AddOrUpdate(type, model);
}
