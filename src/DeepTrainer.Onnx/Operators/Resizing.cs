namespace DeepTrainer.Onnx.Operators;

internal static class Resizing
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
