namespace DeepTrainer;

/// <summary>
/// The shape of one sample: the first layer of every network. With several inputs a sample is all of them, one after another in the
/// order of their declaration; a layer without <see cref="LayerElementAttribute.From"/> below an input takes that one.
/// </summary>
/// <remarks>PyTorch: none; modules take what they are given.</remarks>
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

    /// <summary>What <see cref="LayerElementAttribute.From"/> calls it: <c>input</c> without a name.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Which dimension is time, from 0: <c>[Input(64, 2, Time = 0)]</c> is a sequence of 64 steps with 2 numbers each. It gives the
    /// network a <c>Step</c> that takes one time step after another and keeps what it needs in a <c>State</c>; see
    /// <see cref="IStreamingNetwork"/>. −1, the default, is none.
    /// </summary>
    public int Time { get; set; } = -1;
}
