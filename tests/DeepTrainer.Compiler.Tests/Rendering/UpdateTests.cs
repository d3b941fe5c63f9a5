using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>All that a step overwrites is made of what was there before the step, whatever is assigned to what.</summary>
public class UpdateTests
{
    private const int RandomRuleCount = 15, RuleNetworks = 3, BatchOfStatistics = 17;

    private static readonly Func<NetworkBuilder, NetworkBuilder>[] Networks =
    [
        n => n.Input(5).Dense(7).Tanh().Dense(3).Mse(),
        n => n.Input(9).Dense(33).Relu().Dense(1).Mse(),
        n => n.Input(4).Embedding(9, 6).Flatten().Dense(2).Mse(),
        n => n.Input(6).Dense(6, name: "own").Tanh().Dense(6).Weights(sharedWith: "own").Tanh().Dense(4).CrossEntropy(),
        n => n.Input(4).Dense(16).Tanh().BatchNorm().Dense(2).Mse(),
        n => n.Input(3, 4).Lstm(5).Flatten().Dense(2).Weights(l1: 0.001, l2: 0.01).Mse(),
        n => n.Input(2, 6, 6).Conv2D(3, [3, 3]).Relu().Flatten().Dense(20).LayerNorm().Dense(3).CrossEntropy().ClipGradientNorm(1),
    ];

    private static readonly int[] Batches = [1, 7, 17, 40];

    public static TheoryData<string, string> Rules => new()
    {
        { "HeavyBall", "w, previous, g, lr, t => let p = equal(t, 1, w, previous); previous = w; w = w - lr * g + 0.9 * (w - p)" },
        { "KeepsOld", "w, old, g, lr => old = w; w = w - lr * g" },
        { "LastTwo", "w, last, beforeLast, g, lr => beforeLast = last; last = g; w = w - lr * g" },
        { "LastTwoInOrder", "w, last, beforeLast, g, lr => last = g; beforeLast = last; w = w - lr * (g + beforeLast)" },
        { "ChangePlaces", "w, one, other, g, lr, t => one = equal(t, 1, w, other); other = one; w = w - lr * g" },
        { "WeightAndState", "w, m, g => w = equal(m, 0, w + 0.5, m); m = w + 0 * g" },
        { "DelayOfThree", "w, a, b, c, g, lr => c = b; b = a; a = g; w = w - lr * (a + b + c)" },
        { "Ring", "w, a, b, c, g, lr, t => a = c; b = equal(t, 1, w, a); c = b; w = w - lr * g" },
        { "SameToBoth", "w, a, b, g, lr => a = g; b = g; w = w - lr * (a + b)" },
        { "Gradient", "w, a, g => w = g; a = w" },
    };

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, Networks.Length)];

    [Theory, MemberData(nameof(Rules))]
    public void ARule_ReadsWhatWasThereBeforeTheStep_AtEveryWidth(string name, string rule)
    {
        foreach (int bits in (int[])[128, 256, 512])
            Compare([.. Networks.Take(RuleNetworks).Select((network, i) => Model(network, $"{name}{i}", rule))], bits);
    }

    [Theory, MemberData(nameof(Chunks))]
    public void RandomRules_ReadWhatWasThereBeforeTheStep(int network)
    {
        for (int i = 0; i < 3; i++)
        {
            int third = i;
            Compare([.. Enumerable.Range(0, RandomRuleCount).Where(seed => seed % 3 == third)
                .Select(seed => Model(Networks[network], $"Random{seed}", RandomRules.Text(seed)))], 128 << i);
        }
    }

    private static NetworkModel Model(Func<NetworkBuilder, NetworkBuilder> network, string name, string rule) =>
        network(new NetworkBuilder(name)).UpdateRule("rule", rule, 0.01).ToModel();

    private static void Compare(ImmutableArray<NetworkModel> models, int bits)
    {
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int i = 0; i < models.Length; i++)
            AgainstEngine.Compare(models[i], networks[i](7), models[i].SampleNeeds.IsEmpty ? Batches[i % Batches.Length] : BatchOfStatistics);
    }
}
