using Samples.Layers;

namespace Samples.Networks;

// Each network twice: of built-in layers, and of methods.

[Network]
[Input(64)]
[Dense(64)]
[Mse]
[Adam]
internal sealed partial class DenseBuiltIn;

[Network]
[Input(64)]
[Layer(typeof(ByHand), nameof(ByHand.Linearly), Options = "units = 64")]
[Mse]
[Adam]
internal sealed partial class DenseByMethod;

[Network]
[Input(64)]
[Dense(64), Gelu]
[Mse]
[Adam]
internal sealed partial class GeluBuiltIn;

[Network]
[Input(64)]
[Dense(64), Layer(typeof(ByHand), nameof(ByHand.GaussianErrorLinear))]
[Mse]
[Adam]
internal sealed partial class GeluByMethod;

[Network]
[Input(64)]
[Dense(64), Softmax]
[Mse]
[Adam]
internal sealed partial class SoftmaxBuiltIn;

[Network]
[Input(64)]
[Dense(64), Layer(typeof(ByHand), nameof(ByHand.Shares))]
[Mse]
[Adam]
internal sealed partial class SoftmaxByMethod;

[Network]
[Input(16, 64)]
[LayerNorm]
[Mse]
[Adam]
internal sealed partial class LayerNormBuiltIn;

[Network]
[Input(16, 64)]
[Layer(typeof(Normalizations), nameof(Normalizations.LayerNormalization))]
[Mse]
[Adam]
internal sealed partial class LayerNormByMethod;

[Network]
[Input(16, 64)]
[RmsNorm(Epsilon = 1e-6)]
[Mse]
[Adam]
internal sealed partial class RmsNormBuiltIn;

[Network]
[Input(16, 64)]
[Layer(typeof(Normalizations), nameof(Normalizations.RootMeanSquare))]
[Mse]
[Adam]
internal sealed partial class RmsNormByMethod;

[Network]
[Input(16, 8, 8)]
[GroupNorm(4)]
[Mse]
[Adam]
internal sealed partial class GroupNormBuiltIn;

[Network]
[Input(16, 8, 8)]
[Layer(typeof(Normalizations), nameof(Normalizations.GroupNormalization), Options = "groups = 4")]
[Mse]
[Adam]
internal sealed partial class GroupNormByMethod;

[Network]
[Input(64)]
[Dense(64), BatchNorm]
[Mse]
[Adam]
internal sealed partial class BatchNormBuiltIn;

[Network]
[Input(64)]
[Dense(64), Layer(typeof(Normalizations), nameof(Normalizations.BatchNormalization))]
[Mse]
[Adam]
internal sealed partial class BatchNormByMethod;

[Network]
[Input(8, 12, 12)]
[Conv2D(16, 3, Padding = 1)]
[Mse]
[Adam]
internal sealed partial class Conv2DBuiltIn;

[Network]
[Input(8, 12, 12)]
[Layer(typeof(ByHand), nameof(ByHand.Convolved), Options = "channels = 16, kernel = 3")]
[Mse]
[Adam]
internal sealed partial class Conv2DByMethod;

[Network]
[Input(16, 12, 12)]
[Prelu, MaxPool2D(2)]
[Mse]
[Adam]
internal sealed partial class MaxPoolBuiltIn;

[Network]
[Input(16, 12, 12)]
[Prelu, Layer(typeof(ByHand), nameof(ByHand.Largest), Options = "size = 2")]
[Mse]
[Adam]
internal sealed partial class MaxPoolByMethod;

[Network]
[Input(16, 32)]
[MultiHeadAttention(4, Bias = false)]
[Mse]
[Adam]
internal sealed partial class AttentionBuiltIn;

[Network]
[Input(16, 32)]
[Layer(typeof(Attention), nameof(Attention.MultiHead), Options = "heads = 4")]
[Mse]
[Adam]
internal sealed partial class AttentionByMethod;

[Network]
[Input(16, 32)]
[MultiHeadAttention(4, Bias = false, Rotary = true)]
[Mse]
[Adam]
internal sealed partial class RotaryAttentionBuiltIn;

[Network]
[Input(16, 32)]
[Layer(typeof(Attention), nameof(Attention.Rotary), Options = "heads = 4")]
[Mse]
[Adam]
internal sealed partial class RotaryAttentionByMethod;

[Network]
[Input(64, Name = "input")]
[Dense(96, Bias = false, Name = "gate"), Silu]
[Dense(96, Bias = false, Name = "up", From = "input")]
[Multiply(From = "silu1, up"), Dense(64, Bias = false)]
[Mse]
[Adam]
internal sealed partial class SwiGluBuiltIn;

[Network]
[Input(64)]
[Layer(typeof(Activations), nameof(Activations.SwiGlu), Options = "hidden = 96")]
[Mse]
[Adam]
internal sealed partial class SwiGluByMethod;
