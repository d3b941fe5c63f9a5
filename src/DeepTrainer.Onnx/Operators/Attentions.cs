namespace DeepTrainer.Onnx.Operators;

internal static class Attentions
{
    public static IReadOnlyList<Operator> All { get; } = [];
}
