using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>
/// The rewrites that the graph's builder makes change nothing but the number of steps: networks built with and without them give the same
/// predictions, losses, weights and optimizer state.
/// </summary>
public class RewriteTests
{
    private static readonly int[] Batches = [2, 5, 3];

    public static TheoryData<string> Networks => [.. Named.Keys];

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Named = new()
    {
        ["convolution"] = n => n.Input(3, 7, 6).Conv2D(4, [3], stride: 2, padding: 1).Relu()
            .Conv2D(6, [3], dilation: 2, padding: 2, groups: 2).MaxPool2D([2]).Flatten().Dense(3).CrossEntropy().Adam(),
        ["transposed"] = n => n.Input(2, 4, 5).ConvTranspose2D(3, [3], stride: 2, padding: 1, outputPadding: 1)
            .AvgPool2D([3], stride: 2, padding: 1).Flatten().Dense(2).Mse().Sgd(momentum: 0.9),
        ["recurrence"] = n => n.Input(5, 3).Lstm(4, bidirectional: true).Gru(3).Flatten().Dense(2).Mse().Adam(),
        ["attention"] = n => n.Input(6).Embedding(9, 8).PositionalEmbedding().TransformerEncoder(2, 16, causal: true).MultiHeadAttention(2, rotary: true).Dense(9)
            .CrossEntropy(axis: -1).AdamW(epsilon: 1e-3),
        ["normalization"] = n => n.Input(4, 3, 3).BatchNorm().Prelu(perChannel: true).GroupNorm(2).GlobalAvgPool().Dense(3).CrossEntropy().Adam(),
    };

    [Theory, MemberData(nameof(Networks))]
    public void LayersOfEachFamily_GiveTheSame(string name) => Assert.True(IsCompared(Named[name](new NetworkBuilder(name)).ToModel(), 3));

    [Fact]
    public void RandomNetworks_GiveTheSame() => CompareAll(RandomNetworks.Generate, 36);

    [Fact]
    public void RandomImageNetworks_GiveTheSame() => CompareAll(RandomImageNetworks.Generate, 24);

    [Fact]
    public void RandomNormalizedNetworks_GiveTheSame() => CompareAll(RandomNormalizedNetworks.Generate, 16);

    private static void CompareAll(Func<int, NetworkModel> generate, int count)
    {
        int compared = Enumerable.Range(0, count).Count(seed => IsCompared(generate(seed), Batches[seed % Batches.Length]));
        Assert.InRange(compared, count * 3 / 4, count);
    }

    // A softmax of one value is 1, which the rewrites see: weights below it have no gradient then, and no state. There is nothing to compare.
    private static bool IsCompared(NetworkModel model, int batch)
    {
        (NetworkModel? plain, ImmutableArray<Problem> problems) = Build.Run(model.Spec, rewrites: false);
        Assert.DoesNotContain(problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.True(plain!.Training!.Nodes.Length > model.Training!.Nodes.Length, $"{model.Spec.Name}: nothing was left to simplify.");
        string[] states = [.. model.States.Select(s => s.Name)], plainStates = [.. plain.States.Select(s => s.Name)];
        Assert.Subset(plainStates.ToHashSet(), states.ToHashSet());
        if (states.Length < plainStates.Length)
            return false;
        AgainstEngine.Compare(model, new EngineNetwork(plain, seed: 7), batch);
        return true;
    }
}
