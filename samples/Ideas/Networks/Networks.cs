using Samples.Layers;
using Samples.Losses;

namespace Samples.Networks;

// Biases that the loss can't feel have gradients of rounding alone, of which Adam makes whole steps: such networks take Sgd.

[Network]
[Input(8, 6, 6)]
[Layer(typeof(Convolutions), nameof(Convolutions.InvertedResidual), Options = "channels = 8, expansion = 2")]
[Layer(typeof(ImageAttention), nameof(ImageAttention.Cbam), Options = "reduction = 2, kernel = 3")]
[Layer(typeof(Pooling), nameof(Pooling.GeneralizedMean))]
[Dense(3)]
[Loss(typeof(Classification), nameof(Classification.PolyLoss), Targets = TargetKind.ClassIndices)]
[Adam]
internal sealed partial class Images;

[Network]
[Input(6, 8)]
[Layer(typeof(Attention), nameof(Attention.Alibi), Options = "heads = 2")]
[Layer(typeof(Activations), nameof(Activations.SwiGlu), Options = "hidden = 12")]
[Layer(typeof(Attention), nameof(Attention.Rotary), Options = "heads = 2")]
[Layer(typeof(Pooling), nameof(Pooling.MultipleInstance), Options = "units = 5")]
[Dense(3)]
[Loss(typeof(Classification), nameof(Classification.LabelSmoothing), Targets = TargetKind.ClassIndices, Options = "smoothing = 0.2")]
[AdamW]
internal sealed partial class Sentences;

[Network]
[Input(6, 4)]
[Layer(typeof(Sequences), nameof(Sequences.SelectiveScan))]
[Layer(typeof(Mixing), nameof(Mixing.Mixer), Options = "tokenHidden = 5, channelHidden = 6")]
[Layer(typeof(Sequences), nameof(Sequences.StateSpaceDuality))]
[Layer(typeof(Pooling), nameof(Pooling.StatisticsPooling))]
[Dense(3)]
[Loss(typeof(Regression), nameof(Regression.Pinball), Options = "levels = [0.1, 0.5, 0.9]")]
[Adam]
internal sealed partial class Series;

[Network]
[Input(4)]
[Layer(typeof(Implicit), nameof(Implicit.Kan), Options = "units = 5")]
[Layer(typeof(Implicit), nameof(Implicit.NeuralOde), Options = "hidden = 6")]
[Layer(typeof(Implicit), nameof(Implicit.Hamiltonian), Options = "hidden = 5")]
[Layer(typeof(Connections), nameof(Connections.TopExperts), Options = "experts = 3, units = 4")]
[Loss(typeof(Regression), nameof(Regression.GeneralRobust))]
[Adam]
internal sealed partial class Splines;

[Network]
[Input(5, 3, Name = "nodes")]
[Input(5, 5, Name = "adjacency")]
[Layer(typeof(Graphs), nameof(Graphs.GraphAttention), Options = "units = 4", From = "nodes, adjacency", Name = "attention")]
[Layer(typeof(Graphs), nameof(Graphs.GraphConvolution), Options = "units = 4", From = "attention, adjacency")]
[Layer(typeof(Pooling), nameof(Pooling.SetPooling), Options = "seeds = 2")]
[Flatten, Dense(2)]
[Mse]
[Sgd(LearningRate = 0.01)]
internal sealed partial class Molecules;

[Network]
[Input(6)]
[Layer(typeof(Tabular), nameof(Tabular.FeatureTokenizer), Options = "width = 4")]
[Layer(typeof(Attention), nameof(Attention.TalkingHeads), Options = "heads = 2")]
[Flatten]
[Layer(typeof(Activations), nameof(Activations.Sparsemax))]
[Layer(typeof(Connections), nameof(Connections.Highway))]
[Dense(3)]
[Loss(typeof(Classification), nameof(Classification.FocalLoss), Targets = TargetKind.ClassIndices)]
[Adam]
internal sealed partial class Tables;

[Network]
[Input(6)]
[Layer(typeof(Connections), nameof(Connections.SpectralNorm), Options = "units = 8")]
[Layer(typeof(Normalizations), nameof(Normalizations.BatchNormalization))]
[Layer(typeof(Discrete), nameof(Discrete.FiniteScalar), Options = "levels = 5")]
[Layer(typeof(Discrete), nameof(Discrete.Binarized), Options = "units = 4")]
[Mse]
[Sgd]
internal sealed partial class Quantized;

[Network]
[Input(8)]
[Dense(6, Name = "encoder"), Tanh]
[Dense(3, Name = "mean")]
[Dense(3, Name = "logVariance", From = "tanh1")]
[Concat(From = "mean, logVariance")]
[Layer(typeof(Discrete), nameof(Discrete.Reparametrized), Name = "code")]
[Dense(6), Tanh]
[Dense(8, Name = "logits")]
[Loss(typeof(Generative), nameof(Generative.EvidenceLowerBound), From = "logits, mean, logVariance", Targets = TargetKind.Probabilities, Options = "beta = 0.5")]
[Output("logits")]
[Adam]
internal sealed partial class VariationalAutoencoder;

[Network]
[Input(2)]
[Layer(nameof(Given), Name = "points")]
[Dense(8), Tanh]
[Dense(1, Name = "u")]
[Loss(typeof(Generative), nameof(Generative.Burgers), From = "u, points")]
[Adam]
internal sealed partial class BurgersEquation
{
    private static Tensor Given(Tensor x) => x * 1;
}

[Network]
[Input(6, Name = "first")]
[Input(6, Name = "second")]
[Dense(8, Name = "a", From = "first")]
[Layer(typeof(Connections), nameof(Connections.WeightNorm), Options = "units = 4", Name = "za")]
[Dense(8, Name = "b", From = "second", SharedWith = "a")]
[Layer(typeof(Connections), nameof(Connections.WeightNorm), Options = "units = 4", Name = "zb", SharedWith = "za")]
[Loss(typeof(Embeddings), nameof(Embeddings.BarlowTwins), From = "za, zb", Options = "lambda = 0.01")]
[Output("za")]
[Sgd(LearningRate = 0.01)]
internal sealed partial class Twins;
