namespace DeepTrainer.Onnx;

/// <summary>What an import is told beside the model.</summary>
public sealed class OnnxImportOptions
{
    /// <summary>The name of the class; made from the file's name if null.</summary>
    public string? ClassName { get; set; }

    /// <summary>The namespace of the class; none if null.</summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// What the class's project calls the weights that its assembly holds, <c>"vad.safetensors"</c>: the class then has <c>Trained</c>. Null if they are to be loaded from a file.
    /// </summary>
    public string? Weights { get; set; }

    /// <summary>Shapes of the model's inputs by name, for those that have open dimensions or are to have others than the model says.</summary>
    public IDictionary<string, int[]> Inputs { get; } = new Dictionary<string, int[]>(StringComparer.Ordinal);

    /// <summary>Extents of open dimensions by the name that the model gives them: <c>sequence_length</c>.</summary>
    public IDictionary<string, int> Dimensions { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Values of inputs that are fixed, by name: one number for all elements, or one for each.</summary>
    public IDictionary<string, IReadOnlyList<double>> Constants { get; } = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);

    /// <summary>
    /// Values of the model, by name, that are the network's outputs in place of the model's own: what comes behind them is left out, as for a new head.
    /// </summary>
    public IList<string> Outputs { get; } = [];

    /// <summary>
    /// States that a model is given and gives back, the output by the input: they are kept from step to step, and the network has <c>Step</c>. What the model computes is
    /// then one step of a sequence.
    /// </summary>
    public IDictionary<string, string> Streams { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many steps a sample has where states are kept: what is predicted at once, and trained through.</summary>
    public int Steps { get; set; } = 1;

    /// <summary>
    /// Whether axis 0 of an input whose extent there is open or 1 is the batch, which a network's layers don't see; otherwise it is an axis of each
    /// sample as the others are.
    /// </summary>
    public bool Batch { get; set; } = true;
}
