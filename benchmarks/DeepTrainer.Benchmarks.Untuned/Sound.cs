namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>
/// A recurrent layer both ways, as recognizers of speech have: 100 frames of 40 bands, 64 units each way. Graves, Schmidhuber, 2005.
/// </summary>
[Network]
[Input(100, 40)]
[Lstm(64, Bidirectional = true)]
[Dense(29)]
[CrossEntropy(Axis = -1)]
[Sgd(LearningRate = 0.01)]
public sealed partial class BidirectionalLstm;

/// <summary>
/// Ten gated layers of dilations 1 to 512 on 256 samples, with residual and skip paths. van den Oord et al., WaveNet, 2016.
/// </summary>
[Network]
[Input(1, 256, Time = 1)]
[Conv1D(16, 1, Name = "x0")]
[Conv1D(32, 2, Paddings = [1, 0], Dilation = 1, Name = "d0"), Layer(nameof(Gated), Name = "z0")]
[Conv1D(32, 1, Name = "skip0"), Conv1D(16, 1, From = "z0", Name = "r0"), Add(From = "x0, r0", Name = "x1")]
[Conv1D(32, 2, Paddings = [2, 0], Dilation = 2, Name = "d1"), Layer(nameof(Gated), Name = "z1")]
[Conv1D(32, 1, Name = "skip1"), Conv1D(16, 1, From = "z1", Name = "r1"), Add(From = "x1, r1", Name = "x2")]
[Conv1D(32, 2, Paddings = [4, 0], Dilation = 4, Name = "d2"), Layer(nameof(Gated), Name = "z2")]
[Conv1D(32, 1, Name = "skip2"), Conv1D(16, 1, From = "z2", Name = "r2"), Add(From = "x2, r2", Name = "x3")]
[Conv1D(32, 2, Paddings = [8, 0], Dilation = 8, Name = "d3"), Layer(nameof(Gated), Name = "z3")]
[Conv1D(32, 1, Name = "skip3"), Conv1D(16, 1, From = "z3", Name = "r3"), Add(From = "x3, r3", Name = "x4")]
[Conv1D(32, 2, Paddings = [16, 0], Dilation = 16, Name = "d4"), Layer(nameof(Gated), Name = "z4")]
[Conv1D(32, 1, Name = "skip4"), Conv1D(16, 1, From = "z4", Name = "r4"), Add(From = "x4, r4", Name = "x5")]
[Conv1D(32, 2, Paddings = [32, 0], Dilation = 32, Name = "d5"), Layer(nameof(Gated), Name = "z5")]
[Conv1D(32, 1, Name = "skip5"), Conv1D(16, 1, From = "z5", Name = "r5"), Add(From = "x5, r5", Name = "x6")]
[Conv1D(32, 2, Paddings = [64, 0], Dilation = 64, Name = "d6"), Layer(nameof(Gated), Name = "z6")]
[Conv1D(32, 1, Name = "skip6"), Conv1D(16, 1, From = "z6", Name = "r6"), Add(From = "x6, r6", Name = "x7")]
[Conv1D(32, 2, Paddings = [128, 0], Dilation = 128, Name = "d7"), Layer(nameof(Gated), Name = "z7")]
[Conv1D(32, 1, Name = "skip7"), Conv1D(16, 1, From = "z7", Name = "r7"), Add(From = "x7, r7", Name = "x8")]
[Conv1D(32, 2, Paddings = [256, 0], Dilation = 256, Name = "d8"), Layer(nameof(Gated), Name = "z8")]
[Conv1D(32, 1, Name = "skip8"), Conv1D(16, 1, From = "z8", Name = "r8"), Add(From = "x8, r8", Name = "x9")]
[Conv1D(32, 2, Paddings = [512, 0], Dilation = 512, Name = "d9"), Layer(nameof(Gated), Name = "z9")]
[Conv1D(32, 1, Name = "skip9")]
[Add(From = "skip0, skip1, skip2, skip3, skip4, skip5, skip6, skip7, skip8, skip9"), Relu]
[Conv1D(16, 1), Relu, Conv1D(1, 1)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class GatedWaveNet
{
    private static Tensor Gated(Tensor both) => Tanh(both[..16]) * Sigmoid(both[16..]);
}

/// <summary>
/// The standard WaveNet of Neural Amp Modeler for 512 samples of a guitar: two arrays of ten layers of dilations 1 to 512 with 16 and 8
/// channels, each given the signal itself. Atkinson, 2022.
/// </summary>
[Network]
[Input(1, 512, Name = "signal", Time = 1)]
[Conv1D(16, 1, Bias = false, From = "signal", Name = "a0")]
[Conv1D(16, 3, Paddings = [2, 0], Dilation = 1, From = "a0", Name = "ad0"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as0")]
[Add(From = "ad0, as0"), Tanh(Name = "az0"), Conv1D(16, 1, Name = "ar0"), Add(From = "a0, ar0", Name = "a1")]
[Conv1D(16, 3, Paddings = [4, 0], Dilation = 2, From = "a1", Name = "ad1"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as1")]
[Add(From = "ad1, as1"), Tanh(Name = "az1"), Conv1D(16, 1, Name = "ar1"), Add(From = "a1, ar1", Name = "a2")]
[Conv1D(16, 3, Paddings = [8, 0], Dilation = 4, From = "a2", Name = "ad2"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as2")]
[Add(From = "ad2, as2"), Tanh(Name = "az2"), Conv1D(16, 1, Name = "ar2"), Add(From = "a2, ar2", Name = "a3")]
[Conv1D(16, 3, Paddings = [16, 0], Dilation = 8, From = "a3", Name = "ad3"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as3")]
[Add(From = "ad3, as3"), Tanh(Name = "az3"), Conv1D(16, 1, Name = "ar3"), Add(From = "a3, ar3", Name = "a4")]
[Conv1D(16, 3, Paddings = [32, 0], Dilation = 16, From = "a4", Name = "ad4"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as4")]
[Add(From = "ad4, as4"), Tanh(Name = "az4"), Conv1D(16, 1, Name = "ar4"), Add(From = "a4, ar4", Name = "a5")]
[Conv1D(16, 3, Paddings = [64, 0], Dilation = 32, From = "a5", Name = "ad5"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as5")]
[Add(From = "ad5, as5"), Tanh(Name = "az5"), Conv1D(16, 1, Name = "ar5"), Add(From = "a5, ar5", Name = "a6")]
[Conv1D(16, 3, Paddings = [128, 0], Dilation = 64, From = "a6", Name = "ad6"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as6")]
[Add(From = "ad6, as6"), Tanh(Name = "az6"), Conv1D(16, 1, Name = "ar6"), Add(From = "a6, ar6", Name = "a7")]
[Conv1D(16, 3, Paddings = [256, 0], Dilation = 128, From = "a7", Name = "ad7"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as7")]
[Add(From = "ad7, as7"), Tanh(Name = "az7"), Conv1D(16, 1, Name = "ar7"), Add(From = "a7, ar7", Name = "a8")]
[Conv1D(16, 3, Paddings = [512, 0], Dilation = 256, From = "a8", Name = "ad8"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as8")]
[Add(From = "ad8, as8"), Tanh(Name = "az8"), Conv1D(16, 1, Name = "ar8"), Add(From = "a8, ar8", Name = "a9")]
[Conv1D(16, 3, Paddings = [1024, 0], Dilation = 512, From = "a9", Name = "ad9"), Conv1D(16, 1, Bias = false, From = "signal", Name = "as9")]
[Add(From = "ad9, as9"), Tanh(Name = "az9"), Conv1D(16, 1, Name = "ar9"), Add(From = "a9, ar9", Name = "a10")]
[Add(From = "az0, az1, az2, az3, az4, az5, az6, az7, az8, az9"), Conv1D(8, 1, Bias = false, Name = "head")]
[Conv1D(8, 1, Bias = false, From = "a10", Name = "b0")]
[Conv1D(8, 3, Paddings = [2, 0], Dilation = 1, From = "b0", Name = "bd0"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs0")]
[Add(From = "bd0, bs0"), Tanh(Name = "bz0"), Conv1D(8, 1, Name = "br0"), Add(From = "b0, br0", Name = "b1")]
[Conv1D(8, 3, Paddings = [4, 0], Dilation = 2, From = "b1", Name = "bd1"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs1")]
[Add(From = "bd1, bs1"), Tanh(Name = "bz1"), Conv1D(8, 1, Name = "br1"), Add(From = "b1, br1", Name = "b2")]
[Conv1D(8, 3, Paddings = [8, 0], Dilation = 4, From = "b2", Name = "bd2"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs2")]
[Add(From = "bd2, bs2"), Tanh(Name = "bz2"), Conv1D(8, 1, Name = "br2"), Add(From = "b2, br2", Name = "b3")]
[Conv1D(8, 3, Paddings = [16, 0], Dilation = 8, From = "b3", Name = "bd3"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs3")]
[Add(From = "bd3, bs3"), Tanh(Name = "bz3"), Conv1D(8, 1, Name = "br3"), Add(From = "b3, br3", Name = "b4")]
[Conv1D(8, 3, Paddings = [32, 0], Dilation = 16, From = "b4", Name = "bd4"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs4")]
[Add(From = "bd4, bs4"), Tanh(Name = "bz4"), Conv1D(8, 1, Name = "br4"), Add(From = "b4, br4", Name = "b5")]
[Conv1D(8, 3, Paddings = [64, 0], Dilation = 32, From = "b5", Name = "bd5"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs5")]
[Add(From = "bd5, bs5"), Tanh(Name = "bz5"), Conv1D(8, 1, Name = "br5"), Add(From = "b5, br5", Name = "b6")]
[Conv1D(8, 3, Paddings = [128, 0], Dilation = 64, From = "b6", Name = "bd6"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs6")]
[Add(From = "bd6, bs6"), Tanh(Name = "bz6"), Conv1D(8, 1, Name = "br6"), Add(From = "b6, br6", Name = "b7")]
[Conv1D(8, 3, Paddings = [256, 0], Dilation = 128, From = "b7", Name = "bd7"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs7")]
[Add(From = "bd7, bs7"), Tanh(Name = "bz7"), Conv1D(8, 1, Name = "br7"), Add(From = "b7, br7", Name = "b8")]
[Conv1D(8, 3, Paddings = [512, 0], Dilation = 256, From = "b8", Name = "bd8"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs8")]
[Add(From = "bd8, bs8"), Tanh(Name = "bz8"), Conv1D(8, 1, Name = "br8"), Add(From = "b8, br8", Name = "b9")]
[Conv1D(8, 3, Paddings = [1024, 0], Dilation = 512, From = "b9", Name = "bd9"), Conv1D(8, 1, Bias = false, From = "signal", Name = "bs9")]
[Add(From = "bd9, bs9"), Tanh(Name = "bz9")]
[Add(From = "head, bz0, bz1, bz2, bz3, bz4, bz5, bz6, bz7, bz8, bz9"), Conv1D(1, 1)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class AmpModeler;

/// <summary>
/// Removes noise from speech: three recurrent layers give the gains of 22 bands and whether there is a voice, 100 frames. Valin,
/// RNNoise, 2018.
/// </summary>
[Network]
[Input(100, 42, Name = "features", Time = 0)]
[Dense(24), Tanh(Name = "input")]
[Gru(24, Name = "voice")]
[Dense(1), Sigmoid(Name = "activity")]
[Concat(Axis = 1, From = "input, voice, features"), Gru(48, Name = "noise")]
[Concat(Axis = 1, From = "voice, noise, features"), Gru(96)]
[Dense(22), Sigmoid(Name = "gains")]
[Concat(Axis = 1, From = "gains, activity")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class NoiseSuppressor;

/// <summary>A keyword spotter with a recurrent layer: 49 frames of 10 coefficients, 154 units. Zhang et al., Hello Edge, 2017.</summary>
[Network]
[Input(49, 10)]
[Gru(154, ReturnSequence = false)]
[Dense(12)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class GruKeywords;

/// <summary>
/// A recognizer of speech: two strided convolutions of 100 frames of 80 bands and two recurrent layers both ways. Amodei et al., Deep
/// Speech 2, 2016.
/// </summary>
[Network]
[Input(80, 100)]
[Conv1D(96, 11, Stride = 2, Padding = 5, Bias = false), BatchNorm, Relu]
[Conv1D(96, 11, Padding = 5, Bias = false), BatchNorm, Relu]
[Transpose(0, 1), Gru(96, Layers = 2, Bidirectional = true)]
[Dense(29)]
[CrossEntropy(Axis = -1)]
[Sgd(LearningRate = 0.01)]
public sealed partial class GruSpeech;

/// <summary>A classifier of raw sound: four strided and pooled convolutions of 8,000 samples. Dai et al., M5, 2016.</summary>
[Network]
[Input(1, 8000)]
[Conv1D(32, 80, Stride = 16, Bias = false), BatchNorm, Relu, MaxPool1D(4)]
[Conv1D(32, 3, Bias = false), BatchNorm, Relu, MaxPool1D(4)]
[Conv1D(64, 3, Bias = false), BatchNorm, Relu, MaxPool1D(4)]
[Conv1D(64, 3, Bias = false), BatchNorm, Relu]
[GlobalAvgPool]
[Dense(35)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class RawSoundNet;

/// <summary>
/// A temporal convolutional network: six residual blocks of 25 channels with dilations 1 to 32 on 128 steps. Bai et al., 2018.
/// </summary>
[Network]
[Input(8, 128)]
[Layer(nameof(Blocks))]
[Conv1D(1, 1)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class TemporalConvNet
{
    private static Tensor Blocks(Tensor x, int blocks = 6, int channels = 25, int kernel = 7)
    {
        for (int i = 0; i < blocks; i++)
        {
            int[] before = [(kernel - 1) << i, 0];
            Tensor y = Relu(Conv1D(x, channels, [kernel], paddings: before, dilation: 1 << i, name: $"conv{i}a"));
            y = Relu(Conv1D(y, channels, [kernel], paddings: before, dilation: 1 << i, name: $"conv{i}b"));
            x = Relu(y + (i == 0 ? Conv1D(x, channels, [1], name: "shortcut") : x));
        }
        return x;
    }
}

/// <summary>
/// Brain waves of 64 electrodes, 128 steps: convolutions over time, over electrodes, and a separable one. Lawhern et al., EEGNet-8,2,
/// 2018.
/// </summary>
[Network]
[Input(1, 64, 128)]
[Conv2D(8, [1, 64], Paddings = [0, 0, 31, 32], Bias = false), BatchNorm]
[Conv2D(16, [64, 1], Groups = 8, Bias = false), BatchNorm, Elu, AvgPool2D([1, 4])]
[Conv2D(16, [1, 16], Paddings = [0, 0, 7, 8], Groups = 16, Bias = false), Conv2D(16, 1, Bias = false), BatchNorm, Elu, AvgPool2D([1, 8])]
[Flatten]
[Dense(4)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class EegNet;
