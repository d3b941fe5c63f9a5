namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>MLPerf Tiny's image classifier: a residual network of three stages for images of 32×32. Banbury et al., 2021.</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(16, 3, Padding = 1, Bias = false), BatchNorm, Relu(Name = "stem")]
[Conv2D(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(16, 3, Padding = 1, Bias = false), BatchNorm(Name = "body1")]
[Add(From = "stem, body1"), Relu(Name = "stage1")]
[Conv2D(32, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(32, 3, Padding = 1, Bias = false), BatchNorm(Name = "body2")]
[Conv2D(32, 1, Stride = 2, Bias = false, From = "stage1"), BatchNorm(Name = "shortcut2")]
[Add(From = "body2, shortcut2"), Relu(Name = "stage2")]
[Conv2D(64, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(64, 3, Padding = 1, Bias = false), BatchNorm(Name = "body3")]
[Conv2D(64, 1, Stride = 2, Bias = false, From = "stage2"), BatchNorm(Name = "shortcut3")]
[Add(From = "body3, shortcut3"), Relu]
[GlobalAvgPool]
[Dense(10)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class ResNet8;

/// <summary>
/// MLPerf Tiny's keyword spotter: depthwise and pointwise convolutions over 49 frames of 10 coefficients. Zhang et al., Hello Edge,
/// 2017.
/// </summary>
[Network]
[Input(1, 49, 10)]
[Conv2D(64, [10, 4], Stride = 2, Paddings = [4, 5, 1, 1], Bias = false), BatchNorm, Relu]
[Repeat(4, Name = "blocks")]
[Conv2D(64, 3, Padding = 1, Groups = 64, Bias = false), BatchNorm, Relu]
[Conv2D(64, 1, Bias = false), BatchNorm, Relu]
[EndRepeat]
[GlobalAvgPool]
[Dense(12)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class DsCnn;

/// <summary>MLPerf Tiny's detector of persons: MobileNetV1 of a quarter of the width for images of 96×96. Howard et al., 2017.</summary>
[Network]
[Input(3, 96, 96)]
[Conv2D(8, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[Layer(nameof(Separable), Options = "channels = 16", Name = "block1")]
[Layer(nameof(Separable), Options = "channels = 32, stride = 2", Name = "block2")]
[Layer(nameof(Separable), Options = "channels = 32", Name = "block3")]
[Layer(nameof(Separable), Options = "channels = 64, stride = 2", Name = "block4")]
[Layer(nameof(Separable), Options = "channels = 64", Name = "block5")]
[Layer(nameof(Separable), Options = "channels = 128, stride = 2", Name = "block6")]
[Repeat(5, 1, Name = "middle"), Layer(nameof(Separable), Options = "channels = 128")]
[Layer(nameof(Separable), Options = "channels = 256, stride = 2", Name = "block12")]
[Layer(nameof(Separable), Options = "channels = 256", Name = "block13")]
[GlobalAvgPool]
[Dense(2)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class MobileNetV1Quarter
{
    private static Tensor Separable(Tensor x, int channels, int stride = 1)
    {
        int inputs = x.Shape[0];
        Tensor y = Conv2D(x, inputs, [3], stride: stride, padding: 1, groups: inputs, bias: false, name: "depthwise");
        y = Relu(BatchNorm(y, name: "norm1"));
        return Relu(BatchNorm(Conv2D(y, channels, [1], bias: false, name: "pointwise"), name: "norm2"));
    }
}

/// <summary>
/// MLPerf Tiny's detector of anomalies: an autoencoder of five frames of 128 mel bands, which knows what machines sound like. Koizumi
/// et al., 2020.
/// </summary>
[Network]
[Input(640)]
[Repeat(4, Name = "encoder"), Dense(128, Bias = false), BatchNorm, Relu, EndRepeat]
[Dense(8, Bias = false), BatchNorm, Relu]
[Repeat(4, Name = "decoder"), Dense(128, Bias = false), BatchNorm, Relu, EndRepeat]
[Dense(640)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class AnomalyAutoencoder;
