namespace DeepTrainer.Onnx.Operators;

internal static class Signals
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
