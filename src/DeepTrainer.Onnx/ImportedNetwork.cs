using System.Collections.Immutable;

namespace DeepTrainer.Onnx;

/// <summary>An input or output of an imported network.</summary>
/// <param name="Name">What the model calls it.</param>
/// <param name="Shape">Its extents in the model, open ones as they were given.</param>
/// <param name="Offset">Where in the network's input or output it begins.</param>
public sealed record ImportedValue(string Name, ImmutableArray<int> Shape, int Offset)
{
    /// <summary>How many numbers it has.</summary>
    public int Length => Shape.Aggregate(1, (size, extent) => size * extent);
}

/// <summary>A model as a network: the text of its class, and its weights.</summary>
public sealed class ImportedNetwork
{
    internal ImportedNetwork(string className, string source, TensorFile weights, ImmutableArray<ImportedValue> inputs,
        ImmutableArray<ImportedValue> outputs, ImmutableArray<string> notes)
    {
        ClassName = className;
        Source = source;
        Weights = weights;
        Inputs = inputs;
        Outputs = outputs;
        Notes = notes;
    }

    /// <summary>The name of the class.</summary>
    public string ClassName { get; }

    /// <summary>The class as C#.</summary>
    public string Source { get; }

    /// <summary>The weights, under the names that the network has for them.</summary>
    public TensorFile Weights { get; }

    /// <summary>The parts of a sample, one after another.</summary>
    public ImmutableArray<ImportedValue> Inputs { get; }

    /// <summary>The parts of a prediction, one after another.</summary>
    public ImmutableArray<ImportedValue> Outputs { get; }

    /// <summary>What the network keeps from step to step, if it is a stream; the parts of its state, one after another.</summary>
    public ImmutableArray<ImportedValue> States { get; init; } = [];

    /// <summary>What is worth knowing of how the network differs from the model.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>The name of the file with the class: <c>Vad.cs</c>.</summary>
    public string SourceFile => ClassName + ".cs";

    /// <summary>The name of the file with the weights: <c>vad.safetensors</c>.</summary>
    public string WeightsFile => ClassName.ToLowerInvariant() + ".safetensors";

    /// <summary>Writes both files, each whole or not at all.</summary>
    /// <param name="folder">Where to; it is made if it isn't there.</param>
    /// <param name="header">Lines above the class, such as a comment that it is generated; none if it is left out.</param>
    /// <exception cref="IOException">They can't be written.</exception>
    public void Write(string folder, string header = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(header);
        Directory.CreateDirectory(folder);
        Weights.Write(Path.Combine(folder, WeightsFile));
        string path = Path.Combine(folder, SourceFile), temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, header + Source);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
