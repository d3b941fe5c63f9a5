namespace DeepTrainer;

/// <summary>How the tensors of a file that another program or another network has written become a network's weights.</summary>
/// <example>
/// <code>
/// var options = new LoadOptions { Prefixes = { ["module."] = "", ["module.fc."] = "dense1." }, Strict = false };
/// LoadReport report = network.Load("resnet.safetensors", options);
/// </code>
/// </example>
public sealed class LoadOptions
{
    /// <summary>
    /// What the beginnings of the file's names become: <c>["module."] = ""</c>, <c>["encoder.layers."] = "blocks."</c>. Of those that fit a
    /// name the longest counts, once.
    /// </summary>
    public IDictionary<string, string> Prefixes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The network's name for each of the file's, after <see cref="Prefixes"/>; null for a tensor that is to be passed over.</summary>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>
    /// Whether every weight must be in the file, and nothing else. Without it what fits is loaded, the rest of the weights stay as they are,
    /// and the report tells of both; a file of which nothing fits is an error all the same.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>
    /// Whether the file's metadata (<see cref="NetworkMetadata"/>: class names, scales, texts) becomes the network's, and must fit it; true at first. Without it, or
    /// without <see cref="Strict"/>, the network keeps what it has.
    /// </summary>
    public bool Metadata { get; init; } = true;

    /// <summary>How much the file may take of memory.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>What the network calls a tensor of the file; null if it is to be passed over.</summary>
    internal string? NameOf(string inFile)
    {
        string? longest = null;
        foreach (string prefix in Prefixes.Keys)
        {
            if (inFile.StartsWith(prefix, StringComparison.Ordinal) && prefix.Length >= (longest?.Length ?? 0))
                longest = prefix;
        }
        string name = longest is null ? inFile : Prefixes[longest] + inFile[longest.Length..];
        return Rename is null ? name : Rename(name);
    }
}
