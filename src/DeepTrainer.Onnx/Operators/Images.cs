namespace DeepTrainer.Onnx.Operators;

internal static class Images
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
