using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>A reference file and the network that should reproduce it.</summary>
/// <param name="Name">The file: "losses/mse".</param>
/// <param name="Network">The network, its layers named as in the file.</param>
/// <param name="Prefix">What the file's tensors of this case begin with: "gelu." where several share a file.</param>
public sealed record GoldenCase(string Name, Func<NetworkBuilder> Network, string Prefix = "")
{
    /// <summary>A layer that the file calls otherwise, and what it calls it.</summary>
    public (string Layer, string Stored) Alias { get; init; } = ("", "");

    public GoldenFile File => new(Name, Alias.Layer, Alias.Stored);

    public NetworkModel Model => Network().ToModel();

    /// <summary>What identifies the case in lists of tests.</summary>
    public string Id => Prefix.Length == 0 ? Name : $"{Name}:{Prefix.TrimEnd('.')}";
}
