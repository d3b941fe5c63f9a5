using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Generated code against the engine on samples of several dimensions.</summary>
public class NormalizedDifferentialTests
{
    public const int RandomNetworkCount = 60;
    private const int Chunk = 10;

    private static readonly int[] Batches = [2, 1, 5, 16, 33];

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, RandomNetworkCount / Chunk)];

    [Theory, MemberData(nameof(Chunks))]
    public void RandomNetworks_TrainAsTheEngineDoes(int chunk)
    {
        ImmutableArray<int> bits = [chunk % 3 == 0 ? 512 : chunk % 3 == 1 ? 256 : 128];
        ImmutableArray<NetworkModel> models = [.. Enumerable.Range(chunk * Chunk, Chunk).Select(RandomNormalizedNetworks.Generate)];
        Assert.All(models, m => Assert.Empty(Verifier.Violations(m.Training!)));
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, bits);
        for (int i = 0; i < models.Length; i++)
            AgainstEngine.Compare(models[i], networks[i](7), Batches[(chunk + i) % Batches.Length]);
    }

    // Gradients that flow on through the layer read the weights too, seen as [C, 1]: they must be the old ones.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void WeightsOfChannels_AreReadBeforeTheyAreUpdated(int bits)
    {
        NetworkModel model = new NetworkBuilder("Channels").Input(3, 7).Prelu(name: "below").InstanceNorm(affine: true).Flatten().Dense(4)
            .CrossEntropy().Sgd(1).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Compile([model], [bits])[0](7), 5);
    }
}
