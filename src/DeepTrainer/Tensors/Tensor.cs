using System.Collections.Immutable;
using System.ComponentModel;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// A value of a network in the making: what a method that <see cref="LayerAttribute"/>, <see cref="LossAttribute"/> or
/// <see cref="UpdateRuleAttribute"/> names works on. It has a shape, but no numbers yet: the method is read (or called once) while the network is
/// built, and what it does with tensors becomes the network's code.
/// </summary>
/// <remarks>
/// In a layer a tensor is a value of one sample, [C, H, W] for an image, or a weight; the batch is not seen. In a loss axis 0 is the batch.
/// Operators work element by element and broadcast as NumPy does: axes are compared from the last one, and an extent of 1 is stretched.
/// Comparisons give 1 where they are true and 0 elsewhere. <see cref="Functional"/> has the functions. PyTorch: torch.Tensor.
/// </remarks>
/// <example>
/// <code>
/// static Tensor SqueezeExcite(Tensor x, int reduction = 16)
/// {
///     int channels = x.Shape[0];
///     Tensor squeezed = Mean(x, 1, 2);
///     Tensor hidden = Relu(Dense(squeezed, channels / reduction, name: "reduce"));
///     return x * Sigmoid(Dense(hidden, channels, name: "expand")).Reshape(channels, 1, 1);
/// }
/// </code>
/// </example>
public sealed class Tensor
{
    /// <summary>A tensor of a recorder.</summary>
    /// <param name="value">What the recorder knows it by.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tensor(object value) => Value = value;

    /// <summary>What the recorder knows it by.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public object Value { get; }

    /// <summary>The extents of its axes; -1 for the batch, where that is seen.</summary>
    public ImmutableArray<int> Shape => TensorRecording.Current.ShapeOf(Value);

    /// <summary>How many axes it has.</summary>
    public int Rank => Shape.Length;

    /// <summary>
    /// A part of it: <c>x[0]</c> leaves the first axis out, <c>x[.., 1..^1]</c> takes a part of the second; axes that aren't named are whole.
    /// </summary>
    /// <param name="indices">An index or a range for each axis from the first on.</param>
    public Tensor this[params TensorSlice[] indices] => Call("Slice", [this, .. indices.Select(i => (object?)i)]);

    /// <summary>The same elements in the same order, in another shape; -1 stands for what is left.</summary>
    /// <param name="extents">The extents, of which one may be -1.</param>
    public Tensor Reshape(params int[] extents) => Call(nameof(Reshape), this, extents);

    /// <summary>All elements along one axis.</summary>
    public Tensor Flatten() => Call(nameof(Flatten), this);

    /// <summary>Two axes exchanged.</summary>
    /// <param name="axis1">One of them, from the end if negative.</param>
    /// <param name="axis2">The other one.</param>
    public Tensor Transpose(int axis1 = -2, int axis2 = -1) => Call(nameof(Transpose), this, axis1, axis2);

    /// <summary>The axes in another order.</summary>
    /// <param name="order">For each axis of the result the axis that it is.</param>
    public Tensor Permute(params int[] order) => Call(nameof(Permute), this, order);

    /// <summary>Without axes of extent 1.</summary>
    /// <param name="axes">Which; all such axes if none is named.</param>
    public Tensor Squeeze(params int[] axes) => Call(nameof(Squeeze), this, axes);

    /// <summary>With a new axis of extent 1.</summary>
    /// <param name="axis">Where it will be; -1 behind the last.</param>
    public Tensor Unsqueeze(int axis) => Call(nameof(Unsqueeze), this, axis);

    /// <summary>Stretched: axes of extent 1 get another one, and new axes come in front.</summary>
    /// <param name="extents">The extents of the result.</param>
    public Tensor BroadcastTo(params int[] extents) => Call(nameof(BroadcastTo), this, extents);

    /// <summary>A tensor without axes.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Tensor(float number) => Call("Constant", number);

    /// <summary>A tensor without axes.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Tensor(double number) => Call("Constant", number);

    /// <summary>x</summary>
    public static Tensor operator +(Tensor x) => x;

    /// <summary>-x</summary>
    public static Tensor operator -(Tensor x) => Call("op_UnaryNegation", x);

    /// <summary>1 where x is 0, else 0.</summary>
    public static Tensor operator !(Tensor x) => Call("op_LogicalNot", x);

    /// <summary>a + b</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Call("op_Addition", a, b);

    /// <summary>a - b</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Call("op_Subtraction", a, b);

    /// <summary>a · b, element by element.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Call("op_Multiply", a, b);

    /// <summary>a / b</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Call("op_Division", a, b);

    /// <summary>The remainder of a / b, with the sign of a.</summary>
    public static Tensor operator %(Tensor a, Tensor b) => Call("op_Modulus", a, b);

    /// <summary>1 where a &lt; b, else 0.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Call("op_LessThan", a, b);

    /// <summary>1 where a &gt; b, else 0.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => Call("op_GreaterThan", a, b);

    /// <summary>1 where a ≤ b, else 0.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Call("op_LessThanOrEqual", a, b);

    /// <summary>1 where a ≥ b, else 0.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => Call("op_GreaterThanOrEqual", a, b);

    /// <summary>1 where neither is 0, else 0.</summary>
    public static Tensor operator &(Tensor a, Tensor b) => Call("op_BitwiseAnd", a, b);

    /// <summary>0 where both are 0, else 1.</summary>
    public static Tensor operator |(Tensor a, Tensor b) => Call("op_BitwiseOr", a, b);

    internal static Tensor Call(string function, params object?[] arguments) => (Tensor)TensorRecording.Current.Call(function, arguments)!;

    internal static Tensor[] CallForSeveral(string function, params object?[] arguments) => (Tensor[])TensorRecording.Current.Call(function, arguments)!;

    /// <summary>A built-in layer as a part of the one that is being made.</summary>
    internal static Tensor Layer(string kind, string? name, Tensor?[] inputs, params (string Option, object? Value)[] options) => Call(
        nameof(Layer), kind, name, inputs.Where(i => i is not null).ToArray(), options.Select(o => o.Option).ToArray(),
        options.Select(o => o.Value is Enum e ? e.ToString() : o.Value).ToArray());
}
