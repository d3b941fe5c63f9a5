using System.Reflection;

namespace DeepTrainer.Engine;

/// <summary>A network's class, compiled at run time by <see cref="NetworkBuilder.Compile"/>: as fast as one that was declared.</summary>
/// <remarks>Its code is collected when no network of it is left.</remarks>
public sealed class CompiledTopology
{
    internal CompiledTopology(Type type, IReadOnlyList<KeyValuePair<string, string>> sources)
    {
        Type = type;
        Sources = sources;
    }

    /// <summary>The class; it implements <see cref="INetwork{TSelf}"/> as declared networks do.</summary>
    public Type Type { get; }

    /// <summary>The files of its C#, by name; a debugger finds them, too.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sources { get; }

    /// <summary>A network.</summary>
    /// <param name="seed">Of the weights and of dropout: the same seed gives the weights that <see cref="NetworkBuilder.Build"/> gives.</param>
    public INetwork Create(int seed) => (INetwork)Type.GetMethod("Create", [typeof(int)])!.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [seed], culture: null)!;
}
