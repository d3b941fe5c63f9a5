using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Gradients, accumulation and vector-Jacobian products of generated code against the engine.</summary>
public class GradientDifferentialTests
{
    private const int RandomNetworkCount = 96, Chunk = 12;

    private static readonly int[] Batches = [1, 3, 7, 16, 17, 33];

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, RandomNetworkCount / Chunk)];

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(100)]
    public void Perceptron_HandsOutTheEnginesGradients_AtEveryWidth(int batch)
    {
        NetworkModel model = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Digits").Input(64).Dense(32).Relu().Dense(10).CrossEntropy().Adam().ToModel());
        foreach (int bits in (int[])[128, 256, 512])
            GradientsAgainstEngine.Compare(model, CompiledNetwork.Compile([model], [bits])[0](7), batch);
    }

    [Theory, MemberData(nameof(Chunks))]
    public void RandomNetworks_HandOutTheEnginesGradients(int chunk)
    {
        ImmutableArray<Target> targets = [Target.All[chunk % Target.All.Length]];
        ImmutableArray<NetworkModel> models = [.. Enumerable.Range(chunk * Chunk, Chunk).Select(RandomNetworks.Generate).Select(GradientsAgainstEngine.WithGradients)];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, targets);
        for (int i = 0; i < models.Length; i++)
            GradientsAgainstEngine.Compare(models[i], networks[i](7),
                Math.Max(models[i].SampleNeeds.Select(n => n.Samples).DefaultIfEmpty(1).Max(), Batches[(chunk + i) % Batches.Length]));
    }

    [Fact]
    public void ConvolutionsWithBatchNorm_HandOutTheEnginesGradients()
    {
        NetworkModel model = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Images").Input(3, 9, 9).Conv2D(8, [3], padding: 1).BatchNorm()
            .Relu().MaxPool2D([2]).Conv2D(5, [3]).BatchNorm()
            .Relu().Flatten().Dropout(0.2).Dense(4).CrossEntropy().ClipGradientNorm(0.5).AdamW().ToModel());
        GradientsAgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
    }

    [Fact]
    public void ATransformer_HandsOutTheEnginesGradients()
    {
        NetworkModel model = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Sentences").Input(12).Embedding(11, 20).PositionalEmbedding()
            .TransformerEncoder(5, 40).TransformerEncoder(5, 40)
            .Dense(11).CrossEntropy().Adam().ToModel());
        GradientsAgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(100)]
    public void SharedByThreads_GradientsAreTheSameBitForBit(int batch)
    {
        NetworkModel model = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Shared").Input(64).Dense(96).Relu().Dense(70).Relu().Dense(10)
            .CrossEntropy().Adam().ToModel());
        Func<int, INetwork> create = CompiledNetwork.Compile([model], [256])[0];
        (float[] Gradients, float[] Inputs, float[] Weights)[] results = [Run(1), Run(3)];
        Assert.Equal(results[0].Gradients, results[1].Gradients);
        Assert.Equal(results[0].Inputs, results[1].Inputs);
        Assert.Equal(results[0].Weights, results[1].Weights);

        (float[], float[], float[]) Run(int threads)
        {
            var network = (IGradientNetwork)create(1);
            network.GetType().GetProperty("Threads")!.SetValue(network, threads);
            float[] inputs = AgainstEngine.Values(new(batch), 64 * batch), gradients = new float[network.GradientSize], ofInputs = new float[inputs.Length];
            int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % 10)];
            network.Gradients(inputs, labels, gradients, ofInputs);
            network.Accumulate(inputs, labels);
            network.Apply();
            return (gradients, ofInputs, [.. network.Parameters.SelectMany(p => p.ToArray())]);
        }
    }
}
