using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Generated code against the engine, on images and signals.</summary>
public class ImageDifferentialTests
{
    public const int RandomNetworkCount = 48;
    private const int Chunk = 12;

    private static readonly int[] Batches = [1, 2, 5, 9];

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, RandomNetworkCount / Chunk)];

    // What the second layer's gradient reads includes the first one's bias, in another shape, which the step changes.
    [Fact]
    public void WhatABiasHasMade_IsNotComputedAgainBehindItsUpdate()
    {
        NetworkModel model = new NetworkBuilder("Biased").Input(1, 4, 6).ConvTranspose2D(2, [1]).Prelu(perChannel: true).Pad([1]).Flatten()
            .Dense(7).CrossEntropy().Sgd(0.1).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    // The first layer's gradient is a product with a sum that begins with a multiply-add.
    [Fact]
    public void AProductWithALongSum_IsOneWithAllOfIt()
    {
        NetworkModel model = new NetworkBuilder("Summed").Input(2, 5).Prelu(perChannel: true).Upsample([3], UpsampleMode.Linear).Flatten().Dense(3)
            .Mse().Sgd(0.1).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 4);
    }

    // Sums of so many terms are parts, of which windows in the border have none.
    [Fact]
    public void WindowsInTheBorder_HaveNoSums()
    {
        NetworkModel[] models =
        [
            new NetworkBuilder("Bordered").Input(700, 4, 4).Conv2D(40, [3], padding: 6).Mse().Sgd(0.1).ToModel(),
            new NetworkBuilder("Unseen").Input(4, 12, 12).Conv2D(8, [3]).Conv2D(704, [5], stride: 2).Mse().Sgd(0.1).ToModel(),
        ];
        foreach (NetworkModel model in models)
            AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    [Theory, MemberData(nameof(Chunks))]
    public void RandomImageNetworks_TrainAsTheEngineDoes(int chunk)
    {
        ImmutableArray<int> bits = [chunk % 3 == 0 ? 512 : chunk % 3 == 1 ? 256 : 128];
        ImmutableArray<NetworkModel> models = [.. Enumerable.Range(chunk * Chunk, Chunk).Select(RandomImageNetworks.Generate)];
        Assert.All(models, m => Assert.Empty(Verifier.Violations(m.Training!)));
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, bits);
        for (int i = 0; i < models.Length; i++)
        {
            try
            {
                AgainstEngine.Compare(models[i], networks[i](7), Batches[(chunk + i) % Batches.Length]);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"[{models[i].InputShape}] {string.Join(", ", models[i].Layers.Select(l => $"{l.Description} {l.OutputShape}"))}", e);
            }
        }
    }
}
