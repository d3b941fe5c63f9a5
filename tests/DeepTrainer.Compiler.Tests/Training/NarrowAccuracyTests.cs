using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Architecture;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>What has been learned of images is known as well with weights of 16 and 8 bits: within 0.3 points of accuracy.</summary>
public class NarrowAccuracyTests
{
    private const double Tolerance = 0.003;

    [Fact]
    public void DigitsAreReadAsBefore() =>
        Compare(Digits(8 * 8), new NetworkBuilder("Mlp").Input(8 * 8).Dense(32).Relu().Dense(10).CrossEntropy().Adam(learningRate: 3e-3), epochs: 15, atLeast: 0.97);

    // An image is a sequence of its rows.
    [Fact]
    public void ATransformerReadsThemAsBefore() =>
        Compare(Digits(8, 8), new NetworkBuilder("Transformer").Input(8, 8).Dense(32).PositionalEmbedding().TransformerEncoder(4, 64).LayerNorm()
            .Flatten().Dense(10).CrossEntropy().Adam(learningRate: 2e-3), epochs: 8, atLeast: 0.95);

    [Fact]
    public void ClothesAreToldApartAsBefore() =>
        Compare(Dataset.FromIdx(File("Fashion", "train-images-idx3-ubyte.gz"), File("Fashion", "train-labels-idx1-ubyte.gz"), 10).Scale(1 / 255f),
        new NetworkBuilder("Clothes").Input(1, 28, 28).Conv2D(8, [5], stride: 2).Relu().Flatten().Dense(64).Relu().Dense(10).CrossEntropy()
            .Adam(learningRate: 2e-3), epochs: 4, atLeast: 0.8);

    // A layer whose gradient passes by the rounding learns with the weights that Int8 will keep.
    [Fact]
    public void ANetworkTrainedWithRoundedWeights_IsWhatInt8MakesOfIt()
    {
        INetwork trained = CompiledNetwork.Create(new NetworkBuilder("Rounded").Input(8 * 8).Layer(Rounded, name: "hidden").Relu()
            .Dense(10, name: "scores").CrossEntropy().Adam(learningRate: 3e-3).ToModel(), 1);
        new Trainer<INetwork>(trained).Fit(Digits(8 * 8), epochs: 3, batchSize: 32);
        NetworkSpec plain = new NetworkBuilder("Plain").Input(8 * 8).Dense(24, name: "hidden").Relu().Dense(10, name: "scores").ToSpec();
        INetwork[] networks = [.. new[] { "", "Int8" }.Select(type => CompiledNetwork.Create(Build.Run(plain with { Name = $"Plain{type}", WeightType = type }).Model!, 1))];
        foreach (INetwork network in networks)
            network.CopyFrom(trained);
        // Nothing rounded the second layer's weights while training.
        trained.CopyFrom(networks[1], "scores.*");
        networks[0].CopyFrom(networks[1], "scores.*");
        float[][] outputs = [.. networks.Prepend(trained).Select(network =>
        {
            float[] scores = new float[100 * 10];
            network.PredictBatch(Digits(8 * 8).Inputs[..(100 * 64)], scores);
            return scores;
        })];
        AgainstEngine.Close(outputs[0], outputs[2], 1e-3, "Int8");
        Assert.True(outputs[0].Zip(outputs[1], (a, b) => MathF.Abs(a - b)).Max() > 0.01, "without rounding it is another network");
    }

    private static Tensor Rounded(Tensor x)
    {
        Tensor weight = Weight("weight", [24, 64]), factor = StopGradient(Max(Abs(weight), [1], keepDims: true) / 127);
        return Linear(x, WithGradientOf(Round(weight / factor) * factor, weight), Weight("bias", [24], Init.Zeros));
    }

    private static Dataset Digits(params int[] shape)
    {
        Dataset data = Dataset.FromCsv(File("Digits", "digits.csv.gz")).Scale(1 / 16f);
        return Dataset.FromLabels(data.Inputs.ToArray(), shape, data.Labels.ToArray(), 10);
    }

    private static string File(string sample, string name) => Path.Combine(Sources.Root(), "samples", sample, "Data", name);

    private static void Compare(Dataset data, NetworkBuilder network, int epochs, double atLeast)
    {
        NetworkModel model = network.ToModel();
        INetwork trained = CompiledNetwork.Create(model, 1);
        new Trainer<INetwork>(trained).Fit(data, epochs: epochs, batchSize: 32);
        double whole = Accuracy(trained, data);
        Assert.InRange(whole, atLeast, 1);
        foreach (WeightType type in (WeightType[])[WeightType.BFloat16, WeightType.Float16, WeightType.Int8])
        {
            INetwork narrow = CompiledNetwork.Create(Build.Run(Inference.Of(model.Spec) with { Name = $"{model.Spec.Name}{type}", WeightType = type.ToString() }).Model!, 1);
            narrow.CopyFrom(trained);
            Assert.InRange(Accuracy(narrow, data), whole - Tolerance, whole + Tolerance);
        }
    }

    private static double Accuracy(INetwork network, Dataset data)
    {
        float[] scores = new float[data.Count * network.Info.OutputSize];
        network.PredictBatch(data.Inputs, scores);
        ReadOnlySpan<int> labels = data.Labels;
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
            right += ClassScores.ArgMax(scores.AsSpan(i * network.Info.OutputSize, network.Info.OutputSize)) == labels[i] ? 1 : 0;
        return (double)right / labels.Length;
    }
}
