using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Embeddings;

/// <summary>A step updates the rows of a table that its batch has and no others: to the bit what it makes of the whole table.</summary>
public class RowUpdateTests
{
    private static readonly int[] Batches = [1, 7, 17, 100];

    private const string Averaged = "w, g, lr => w = w - lr * g / (1 + abs(g))", Twice = "w, n, g, lr => n = n + abs(g); w = w - lr * g / (1 + n)";

    // Rules that leave alone what has no gradient.
    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Rule)[] Rules =
    [
        ("Sgd", n => n.Sgd(0.5)),
        ("Adagrad", n => n.Adagrad(0.3)),
        ("Clipped", n => n.ClipGradientValue(0.01).Sgd(0.5)),
        ("Averaged", n => n.UpdateRule("Averaged", Averaged, 0.3)),
        ("Twice", n => n.UpdateRule("Twice", Twice, 0.3)),
    ];

    // A decay of 0 that may be changed reaches every row, so that a twin which has it updates the whole table. Between table and loss there
    // is no sum, which plans may part otherwise.
    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Rule, string Decay)[] RulesWithTwins =
    [
        ("Sgd", n => n.Sgd(20), "Sgd.WeightDecay"),
        ("Clipped", n => n.ClipGradientValue(0.01).Sgd(0.5), "Sgd.WeightDecay"),
        ("Adagrad", n => n.Adagrad(0.3), "Adagrad.WeightDecay"),
    ];

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Rows_BecomeWhatTheWholeTableWouldMakeOfThem_ToTheBit(int bits)
    {
        ImmutableArray<(int Rows, int Dim, int Length)> sizes = [(17, 2, 1), (90, 5, 5), (400, 32, 20), (700, 64, 3), (500, 100, 7)];
        ImmutableArray<NetworkModel> models =
        [
            .. sizes.SelectMany((s, i) => RulesWithTwins.SelectMany(r => new[] { "", r.Decay }.Select(decay =>
                r.Rule(new NetworkBuilder($"{r.Name}{i}{(decay.Length == 0 ? "" : "Whole")}").Input(s.Length).Embedding(s.Rows, s.Dim).Flatten()
                    .Mse()).Adjustable(decay).ToModel()))),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int i = 0; i < models.Length; i += 2)
        {
            Assert.True(UpdatesRows(models[i]), models[i].Spec.Name);
            Assert.False(UpdatesRows(models[i + 1]), models[i + 1].Spec.Name);
            foreach (int batch in Batches)
                Same(Trained(networks[i](3), models[i], batch), Trained(networks[i + 1](3), models[i + 1], batch), $"{models[i].Spec.Name}, batch {batch}");
        }
    }

    [Fact]
    public void GeneratedCode_TrainsAsTheEngineDoes()
    {
        ImmutableArray<NetworkModel> models =
        [
            .. Rules.Select((r, i) => r.Rule(Classifier($"{r.Name}{i}", 300 + i, 32 - i, 6)).ToModel()),
            Classifier("OneColumn", 200, 1, 9).Sgd(0.5).ToModel(),
            Classifier("Padded", 200, 24, 9, padding: 0).Sgd(0.5).ToModel(),
            Classifier("Normed", 200, 24, 9).ClipGradientNorm(0.05).Adagrad(0.1).ToModel(),
            TwoUses("Shared", 500).Sgd(0.05).ToModel(),
            TwoUses("SharedNormed", 500).ClipGradientNorm(0.05).Sgd(0.1).ToModel(),
            Classifier("Rates", 300, 8, 4).Sgd(0.5).Adjustable("*.LearningRate").ToModel(),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [512]);
        for (int i = 0; i < models.Length; i++)
        {
            Assert.True(UpdatesRows(models[i]), models[i].Spec.Name);
            foreach (int batch in Batches)
                AgainstEngine.Compare(models[i], networks[i](7), batch);
        }
    }

    // None of two tables that read each other can be the first whose rows are replaced: both are updated as a whole.
    [Fact]
    public void TablesThatReadEachOther_AreUpdatedAsAWhole()
    {
        NetworkModel circle = Classifier("Circle", 300, 8, 4).UpdateRule("Circle", "w, n, g, lr => n = n + abs(g * w); w = w - lr * g / (1 + n)", 0.3).ToModel();
        Assert.False(UpdatesRows(circle));
        AgainstEngine.Compare(circle, [3, 17]);
    }

    [Fact]
    public void TheRewrittenGraph_IsTheSameToTheBit_WhereTheEngineRunsIt()
    {
        foreach ((string name, Func<NetworkBuilder, NetworkBuilder> rule) in Rules)
        {
            foreach (NetworkBuilder network in (NetworkBuilder[])[Classifier(name, 170, 3, 5), TwoUses(name, 170)])
            {
                NetworkModel model = rule(network).ToModel(), rewritten = model with { Training = RowUpdates.Run(model.Training!) };
                Assert.NotSame(model.Training, rewritten.Training);
                Same(Trained(new EngineNetwork(model, 3), model, 17), Trained(new EngineNetwork(rewritten, 3), model, 17), name);
            }
        }
    }

    [Fact]
    public void GradientsThatAreHandedOut_ReachTheRowsOfTheBatch()
    {
        NetworkModel[] models =
        [
            Classifier("Sums", 300, 20, 6).Sgd(0.5).WithGradients().ToModel(),
            TwoUses("SharedSums", 300).Adagrad(0.1).WithGradients().ToModel(),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [512]);
        for (int i = 0; i < models.Length; i++)
        {
            Assert.Contains(RowUpdates.Run(GradientGraphs.Of(models[i]).Training!).Nodes, n => n.Primitive is ReplaceRows);
            foreach (int batch in Batches)
                GradientsAgainstEngine.Compare(models[i], networks[i](7), batch);
        }
    }

    [Fact]
    public void WhereTheWholeTableHasToChange_ItDoes()
    {
        NetworkModel[] models =
        [
            Classifier("Momentum", 300, 8, 4).Sgd(0.1, momentum: 0.9).ToModel(),
            Classifier("Decay", 300, 8, 4).Sgd(0.1, weightDecay: 0.01).ToModel(),
            Classifier("Adam", 300, 8, 4).Adam().ToModel(),
            Classifier("Lion", 300, 8, 4).Lion().ToModel(),
            // its product with features makes the gradient of every row
            new NetworkBuilder("Tied").Input(4).Embedding(300, 8, name: "words").Mean([0]).Dense(300, bias: false).Weights(sharedWith: "words").CrossEntropy().Sgd(0.1).ToModel(),
            // a batch is likely to have all of so few rows
            Classifier("Few", 16, 8, 1).Sgd(0.1).ToModel(), Classifier("FewForSoMany", 80, 8, 5).Sgd(0.1).ToModel(), Classifier("Three", 3, 8, 2).Sgd(0.1).ToModel(),
        ];
        foreach (NetworkModel model in models)
            Assert.Same(model.Training, RowUpdates.Run(model.Training!));
    }

    [Fact]
    public void AFrozenTable_IsLeftAlone()
    {
        NetworkModel model = Classifier("Frozen", 300, 8, 4).Sgd(0.1).Freeze("words.*").ToModel();
        Assert.False(UpdatesRows(model));
        INetwork network = CompiledNetwork.Create(model, 3);
        float[] before = Table(network).ToArray();
        Trained(network, model, 17);
        Assert.Equal(before, Table(network).ToArray());
    }

    [Fact]
    public void NothingHasTheSizeOfTheTable_ButTheTable_AndRoomForItsGradient()
    {
        NetworkModel model = Classifier("Large", 30_522, 32, 8).Adagrad(0.1).ToModel();
        GraphPlan plan = Planner.Run(model.Training!, new Persistent(model).Layouts);
        Assert.DoesNotContain(plan.Kernels, k => k.Kernel.Axes.Any(a => a.Extent >= 30_522));
        Assert.InRange(plan.Arena.Fixed, 30_522 * 32, 30_522 * 33);
    }

    [Fact]
    public void TwoThreads_GiveTheSameBits()
    {
        ImmutableArray<NetworkModel> models = [Classifier("Normed", 3000, 64, 30).ClipGradientNorm(0.05).Adagrad(0.1).ToModel(), TwoUses("Shared", 3000).Sgd(0.05).ToModel()];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [512]);
        for (int i = 0; i < models.Length; i++)
        {
            INetwork together = networks[i](3);
            ThreadTests.SetThreads(together, 2);
            Same(Trained(networks[i](3), models[i], 100), Trained(together, models[i], 100), models[i].Spec.Name);
        }
    }

    private static NetworkBuilder Classifier(string name, int rows, int dim, int length, int? padding = null) =>
        new NetworkBuilder(name).Input(length).Embedding(rows, dim, paddingIndex: padding ?? -1, name: "words").Mean([0]).Dense(3).CrossEntropy();

    // A table of two inputs, one of which takes it twice.
    private static NetworkBuilder TwoUses(string name, int rows) => new NetworkBuilder(name)
        .Input([4], name: "left").Input([3], name: "right")
        .Embedding(rows, 6, name: "words", from: "left").Flatten(name: "a")
        .Embedding(rows, 6, name: "others", from: "right").Weights(sharedWith: "words").Flatten(name: "b")
        .Embedding(rows, 6, name: "again", from: "left").Weights(sharedWith: "words").Tanh().Flatten(name: "c")
        .Concat("a, b, c").Dense(2).Mse();

    private static bool UpdatesRows(NetworkModel model) => RowUpdates.Run(model.Training!).Updates.Any(u => u.Value.Primitive is ReplaceRows);

    private static Parameter Table(INetwork network) => network.Parameters.First(p => p.Name == "words.weight");

    // Weights and state after some steps, each with another batch, in which rows come again.
    private static float[][] Trained(INetwork network, NetworkModel model, int batch)
    {
        RandomSource random = new(9);
        for (int step = 0; step < 4; step++)
        {
            float[] inputs = AgainstEngine.Inputs(random, model, batch), targets = AgainstEngine.Targets(random, model, batch);
            for (int i = 0; i < inputs.Length; i += 3)
                inputs[i] = inputs[0];
            if (model.Target == Losses.TargetKind.ClassIndices)
                network.TrainBatch(inputs, (int[])[.. targets.Select(t => (int)t)]);
            else
                network.TrainBatch(inputs, targets);
        }
        return [.. network.Parameters.Concat(network.OptimizerState).Select(p => p.ToArray())];
    }

    private static void Same(float[][] expected, float[][] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"{what}: tensor {i} differs, first at {expected[i].AsSpan().CommonPrefixLength(actual[i])}");
    }
}
