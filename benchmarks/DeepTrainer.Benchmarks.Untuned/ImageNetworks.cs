namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>
/// A U-Net for images of 64×64, three levels down to 8×8 and up again, with batch normalization. Ronneberger et al., 2015.
/// </summary>
[Network]
[Input(3, 64, 64)]
[Layer(nameof(Twice), Options = "channels = 16", Name = "down1"), MaxPool2D(2)]
[Layer(nameof(Twice), Options = "channels = 32", Name = "down2"), MaxPool2D(2)]
[Layer(nameof(Twice), Options = "channels = 64", Name = "down3"), MaxPool2D(2)]
[Layer(nameof(Twice), Options = "channels = 128", Name = "bottom")]
[ConvTranspose2D(64, 2, Stride = 2, Name = "up3"), Concat(From = "down3, up3")]
[Layer(nameof(Twice), Options = "channels = 64", Name = "right3")]
[ConvTranspose2D(32, 2, Stride = 2, Name = "up2"), Concat(From = "down2, up2")]
[Layer(nameof(Twice), Options = "channels = 32", Name = "right2")]
[ConvTranspose2D(16, 2, Stride = 2, Name = "up1"), Concat(From = "down1, up1")]
[Layer(nameof(Twice), Options = "channels = 16", Name = "right1")]
[Conv2D(1, 1)]
[BinaryCrossEntropyWithLogits]
[Sgd(LearningRate = 0.01)]
public sealed partial class UNet
{
    private static Tensor Twice(Tensor x, int channels)
    {
        x = Relu(BatchNorm(Conv2D(x, channels, [3], padding: 1, bias: false, name: "conv1"), name: "norm1"));
        return Relu(BatchNorm(Conv2D(x, channels, [3], padding: 1, bias: false, name: "conv2"), name: "norm2"));
    }
}

/// <summary>
/// A vision transformer of four blocks on 64 patches of 4×4, as wide as DeiT-Ti. Dosovitskiy et al., 2020; Touvron et al., 2021.
/// </summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(192, 4, Stride = 4), Reshape(192, 64), Transpose(0, 1), PositionalEmbedding(InitValue = 0.02)]
[Repeat(4, 1, Name = "blocks")]
[TransformerEncoder(3, 768, Activation = ActivationKind.Gelu, Dropout = 0, NormFirst = true)]
[LayerNorm]
[Mean(0)]
[Dense(10)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class VisionTransformer;

/// <summary>What plays Atari: three convolutions of four frames of 84×84 and two dense layers. Mnih et al., 2015.</summary>
[Network]
[Input(4, 84, 84)]
[Conv2D(32, 8, Stride = 4), Relu]
[Conv2D(64, 4, Stride = 2), Relu]
[Conv2D(64, 3), Relu]
[Flatten]
[Dense(512), Relu]
[Dense(18)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class AtariDqn;

/// <summary>An autoencoder of images of 28×28: strided convolutions and transposed ones. Masci et al., 2011.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(16, 3, Stride = 2, Padding = 1), Relu]
[Conv2D(32, 3, Stride = 2, Padding = 1), Relu]
[Conv2D(64, 7), Relu]
[ConvTranspose2D(32, 7), Relu]
[ConvTranspose2D(16, 3, Stride = 2, Padding = 1, OutputPadding = 1), Relu]
[ConvTranspose2D(1, 3, Stride = 2, Padding = 1, OutputPadding = 1)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class ConvolutionalAutoencoder;

/// <summary>Super-resolution by sub-pixel convolution, three times as many pixels each way, of 32×32. Shi et al., ESPCN, 2016.</summary>
[Network]
[Input(1, 32, 32)]
[Conv2D(64, 5, Padding = 2), Tanh]
[Conv2D(32, 3, Padding = 1), Tanh]
[Conv2D(9, 3, Padding = 1)]
[PixelShuffle(3)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class SubPixelNet;

/// <summary>
/// Points in space: the same small network for each, then the largest of each feature; without the two transforms. Qi et al., PointNet,
/// 2017.
/// </summary>
[Network]
[Input(3, 1024)]
[Conv1D(64, 1, Bias = false), BatchNorm, Relu]
[Conv1D(128, 1, Bias = false), BatchNorm, Relu]
[Conv1D(1024, 1, Bias = false), BatchNorm, Relu]
[GlobalMaxPool]
[Dense(512, Bias = false), BatchNorm, Relu]
[Dense(256, Bias = false), BatchNorm, Relu]
[Dense(40)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class PointNet;
