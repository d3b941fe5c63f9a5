namespace DeepTrainer;

/// <summary>The shape of one sample: the first layer of every network.</summary>
/// <param name="shape">
/// The sizes of one sample's dimensions, channels first, each at least 1: <c>[Input(64)]</c>, <c>[Input(1, 28,
/// 28)]</c>.
/// </param>
public sealed class InputAttribute(params int[] shape) : ElementAttribute
{
    /// <summary>
    /// The sizes of one sample's dimensions, channels first, each at least 1: <c>[Input(64)]</c>, <c>[Input(1, 28,
    /// 28)]</c>.
    /// </summary>
    public int[] Shape { get; } = shape;
}
