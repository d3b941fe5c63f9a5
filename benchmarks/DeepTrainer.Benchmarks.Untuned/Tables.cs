namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>Wide layers, whose 25 million weights no cache holds.</summary>
[Network]
[Input(1024)]
[Dense(4096), Relu]
[Dense(4096), Relu]
[Dense(1024)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class WideNetwork;

/// <summary>A residual network for tables of 32 columns: two blocks of 192 with 384 in between. Gorishniy et al., 2021.</summary>
[Network]
[Input(32)]
[Dense(192)]
[Repeat(2, Name = "blocks")]
[BatchNorm, Dense(384), Relu, Dense(192, Name = "body"), Add(From = "blocks, body")]
[EndRepeat]
[BatchNorm, Relu]
[Dense(8)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class TabularResNet;

/// <summary>
/// A recommender: 13 numbers and six categories of 1,000 values, the products of all pairs of their vectors, and dense layers. Naumov
/// et al., DLRM, 2019.
/// </summary>
[Network]
[Input(13, Name = "numbers"), Input(1, Name = "a"), Input(1, Name = "b"), Input(1, Name = "c"), Input(1, Name = "d")]
[Input(1, Name = "e"), Input(1, Name = "f")]
[Dense(64, From = "numbers"), Relu, Dense(16), Relu(Name = "bottom"), Reshape(1, 16, Name = "row")]
[Embedding(1_000, 16, From = "a", Name = "ofA"), Embedding(1_000, 16, From = "b", Name = "ofB")]
[Embedding(1_000, 16, From = "c", Name = "ofC")]
[Embedding(1_000, 16, From = "d", Name = "ofD"), Embedding(1_000, 16, From = "e", Name = "ofE")]
[Embedding(1_000, 16, From = "f", Name = "ofF")]
[Concat(From = "row, ofA, ofB, ofC, ofD, ofE, ofF", Name = "rows"), MatMul(From = "rows, rows", TransposeB = true)]
[Flatten(Name = "products")]
[Concat(From = "bottom, products"), Dense(64), Relu, Dense(32), Relu, Dense(1)]
[BinaryCrossEntropyWithLogits]
[Sgd(LearningRate = 0.01)]
public sealed partial class Recommender;

/// <summary>
/// Two towers for users and things, whose vectors' product is how well they go together. Huang et al., DSSM, 2013; Bromley et al.,
/// 1993.
/// </summary>
[Network]
[Input(128, Name = "left"), Input(128, Name = "right")]
[Dense(256, From = "left", Name = "first"), Relu, Dense(64, Name = "second"), Tanh(Name = "user")]
[Dense(256, From = "right", SharedWith = "first"), Relu, Dense(64, SharedWith = "second"), Tanh(Name = "thing")]
[Multiply(From = "user, thing"), Sum(0, KeepDims = true)]
[BinaryCrossEntropyWithLogits]
[Sgd(LearningRate = 0.01)]
public sealed partial class TwoTowers;

/// <summary>
/// Forecasts 12 values of a series by 60: three blocks of dense layers, each of which explains a part of what is left. Oreshkin et al.,
/// N-BEATS, 2020.
/// </summary>
[Network]
[Input(60)]
[Layer(nameof(Blocks))]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class SeriesForecaster
{
    private static Tensor Blocks(Tensor series, int blocks = 3, int layers = 4, int width = 256, int horizon = 12)
    {
        Tensor left = series, forecast = 0;
        for (int block = 0; block < blocks; block++)
        {
            Tensor h = left;
            for (int layer = 0; layer < layers; layer++)
                h = Relu(Dense(h, width, name: $"block{block}.{layer}"));
            left -= Dense(h, series.Shape[0], name: $"block{block}.backcast");
            forecast += Dense(h, horizon, name: $"block{block}.forecast");
        }
        return forecast;
    }
}
