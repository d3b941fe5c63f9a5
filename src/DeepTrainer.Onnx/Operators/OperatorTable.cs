namespace DeepTrainer.Onnx.Operators;

/// <summary>All operators, a family a file.</summary>
internal static class OperatorTable
{
    /// <summary>The families in the order of the documentation.</summary>
    public static IReadOnlyList<(string Family, IReadOnlyList<Operator> Operators)> Families { get; } =
    [
        ("Element by element", [.. Elementwise.All, .. Activations.All]),
        ("Along axes", [.. ReductionOperators.All, .. Sorting.All]),
        ("Products", Products.All),
        ("Shapes", [.. Shaping.All, .. Borders.All]),
        ("Indices", [.. Indexing.All, .. Scattering.All]),
        ("Convolution and pooling", [.. Convolutions.All, .. Deformations.All, .. Pooling.All]),
        ("Images", [.. Resizing.All, .. Images.All]),
        ("Normalization", Normalizations.All),
        ("Recurrent", Recurrences.All),
        ("Attention", Attentions.All),
        ("Quantized", Quantized.All),
        ("Signals", Signals.All),
        ("Losses", Losses.All),
        ("Constants and control flow", [.. Sources.All, .. ControlFlow.All, .. Sequences.All]),
    ];

    private static readonly Dictionary<(string, string), Operator> ByName = Families.SelectMany(f => f.Operators).ToDictionary(o => (o.Domain, o.Name));

    public static Operator? Find(string domain, string name) => ByName.GetValueOrDefault((domain, name));
}
