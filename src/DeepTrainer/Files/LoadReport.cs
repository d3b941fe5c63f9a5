using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What came of loading a file into a network.</summary>
/// <param name="Loaded">The network's names of the tensors that were loaded.</param>
/// <param name="Missing">The network's names of those that the file doesn't have, and that are as they were.</param>
/// <param name="Unused">The file's names of those that the network doesn't have.</param>
/// <param name="Different">Those that both have, but in different shapes or types; the network's are as they were.</param>
public sealed record LoadReport(
    ImmutableArray<string> Loaded, ImmutableArray<string> Missing, ImmutableArray<string> Unused, ImmutableArray<TensorDifference> Different)
{
    /// <summary>What the weights lost that the network keeps as another type than float32.</summary>
    public ImmutableArray<WeightRounding> Rounded { get; init; } = [];

    /// <summary>The counts in one line, and a line for each tensor that wasn't loaded, or was rounded.</summary>
    public override string ToString()
    {
        string[] lines =
        [
            $"{Loaded.Length} loaded, {Missing.Length} missing, {Unused.Length} unused, {Different.Length} different",
            .. Missing.Select(name => $"  '{Excerpt.Of(name)}' is missing"),
            .. Unused.Select(name => $"  '{Excerpt.Of(name)}' is unknown to the network"),
            .. Different.Select(difference => $"  {difference}"),
            .. Rounded.Select(rounding => $"  {rounding}"),
        ];
        return string.Join("\n", lines);
    }
}

/// <summary>A tensor that can't be loaded because file and network have it in different shapes or types.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="InFile">Type and shape in the file: <c>F32 [3, 2]</c>.</param>
/// <param name="InNetwork">Type and shape in the network.</param>
public sealed record TensorDifference(string Name, string InFile, string InNetwork)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"'{Excerpt.Of(Name)}' is {InFile} but should be {InNetwork}";
}
