using System.ComponentModel;
using System.Reflection;

namespace DeepTrainer.Runtime;

/// <summary>Says that a network is made without drawing weights.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Uninitialized;

/// <summary>Weights that a network's assembly holds.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EmbeddedWeights
{
    /// <summary>What names of resources begin with; the build file says the same.</summary>
    public const string Prefix = "DeepTrainer.Weights/";

    /// <summary>Reads a network's weights and metadata from where the assembly lies in memory.</summary>
    /// <typeparam name="TNetwork">The network's class, whose assembly it is.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="name">The file, as the project's item names it.</param>
    /// <param name="holder">A class of the assembly that holds it; null for the network's.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    /// <exception cref="InvalidDataException">It doesn't fit the network.</exception>
    public static TNetwork Load<TNetwork>(TNetwork network, string name, Type? holder = null)
        where TNetwork : class, INetwork
    {
        ArgumentNullException.ThrowIfNull(network);
        Assembly assembly = (holder ?? typeof(TNetwork)).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Prefix + name) ?? throw new InvalidOperationException(
            $"{assembly.GetName().Name} holds no weights '{name}': add <NetworkWeights Include=\"{name}\" /> to its project.");
        NetworkFile.LoadEmbedded(network, stream, name);
        return network;
    }
}
