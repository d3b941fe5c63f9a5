using System.Collections.Immutable;
using System.Globalization;

namespace DeepTrainer;

/// <summary>One layer of a network.</summary>
/// <param name="Name">The layer's name, unique in the network: <c>dense1</c>.</param>
/// <param name="Description">The declaration: <c>Dense(32)</c>.</param>
/// <param name="From">The names of the layers whose outputs it takes; empty for the input.</param>
/// <param name="OutputShape">The shape of one sample's output.</param>
/// <param name="ParameterCount">The number of weights, whether they are trained or frozen.</param>
public sealed record LayerInfo(
    string Name, string Description, ImmutableArray<string> From, ImmutableArray<int> OutputShape, int ParameterCount)
{
    /// <summary>How many of the weights are frozen.</summary>
    public int FrozenCount { get; init; }

    /// <summary>The number of values in one sample's output.</summary>
    public int OutputSize => SizeOf(OutputShape);

    internal static int SizeOf(ImmutableArray<int> shape)
    {
        long size = 1;
        foreach (int dimension in shape)
        {
            size *= dimension;
            if (size is > int.MaxValue or < int.MinValue)
                throw new ArgumentException($"A sample of shape {Text(shape.AsSpan())} has more than {int.MaxValue} values.", nameof(shape));
        }
        return (int)size;
    }

    internal static string Text(ReadOnlySpan<int> shape)
    {
        var parts = new string[shape.Length];
        for (int i = 0; i < shape.Length; i++)
            parts[i] = shape[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", parts)}]";
    }
}
