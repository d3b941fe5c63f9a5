namespace DeepTrainer.Onnx.Operators;

internal static class Recurrences
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
