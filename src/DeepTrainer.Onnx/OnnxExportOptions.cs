namespace DeepTrainer.Onnx;

/// <summary>What an export is told beside the network.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>The version of the operators, from 17 to 24. Later ones have operators of their own for a few layers more; older programs read older ones.</summary>
    public int Opset { get; set; } = 17;

    /// <summary>What axis 0 of inputs and outputs is called, whose extent is open.</summary>
    public string BatchDimension { get; set; } = "N";

    /// <summary>The extent of axis 0, if it is to be fixed.</summary>
    public int? BatchSize { get; set; }

    /// <summary>What inputs are called in the model, by the network's names for them; others keep those.</summary>
    public IDictionary<string, string> InputNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What outputs are called in the model, by the network's names for them; others keep those.</summary>
    public IDictionary<string, string> OutputNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the model says of itself.</summary>
    public string? Documentation { get; set; }

    /// <summary>Further properties of the model: authors, licenses, names of classes.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
