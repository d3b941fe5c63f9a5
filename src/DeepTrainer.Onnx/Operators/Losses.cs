namespace DeepTrainer.Onnx.Operators;

internal static class Losses
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
