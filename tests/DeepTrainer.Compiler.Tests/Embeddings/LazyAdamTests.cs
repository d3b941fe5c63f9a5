using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Embeddings;

/// <summary>Lazy Adam against the rule of PyTorch's SparseAdam in float64: of rows that occur everything moves, of others nothing.</summary>
public class LazyAdamTests
{
    private const int Length = 3;
    private const double Rate = 0.05, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6;

    [Theory]
    [InlineData(60, 5, 1, false)]
    [InlineData(90, 1, 7, false)]
    [InlineData(700, 32, 17, false)]
    [InlineData(90, 8, 7, true)]
    [InlineData(12, 8, 7, false)] // so few rows that generated code updates all of them
    public void RowsThatOccur_MoveAsSparseAdamMovesThem(int rows, int dim, int batch, bool amsGrad)
    {
        NetworkModel model = Means(rows, dim).Adam(Rate, Beta1, Beta2, Epsilon, amsGrad: amsGrad, lazy: true).ToModel();
        Assert.Equal(rows > 12, RowUpdates.Run(model.Training!) != model.Training);
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            RandomSource random = new(5);
            Reference reference = new(rows, dim, amsGrad, [.. network.Parameters[0].ToArray().Select(w => (double)w)]);
            for (int step = 1; step <= 6; step++)
            {
                float[] inputs = AgainstEngine.Inputs(random, model, batch), targets = AgainstEngine.Values(random, batch * dim), before = network.Parameters[0].ToArray();
                network.TrainBatch(inputs, targets);
                reference.Step(inputs, targets, step);
                float[] after = network.Parameters[0].ToArray();
                AgainstEngine.Close([.. reference.Weights.Select(w => (float)w)], after, 5e-5, $"{network.GetType().Name}: table after step {step}");
                foreach (int row in Enumerable.Range(0, rows).Where(r => !inputs.Contains(r)))
                    Assert.Equal(before[(row * dim)..((row + 1) * dim)], after[(row * dim)..((row + 1) * dim)]);
            }
        }
    }

    [Fact]
    public void GeneratedCode_TrainsAsTheEngineDoes_WithPaddingClippingAndSharedTables()
    {
        ImmutableArray<NetworkModel> models =
        [
            new NetworkBuilder("Padded").Input(6).Embedding(200, 24, paddingIndex: 0, name: "words").Mean([0]).Dense(9).Relu().Dense(3).CrossEntropy()
                .Adam(0.01, lazy: true).ToModel(),
            new NetworkBuilder("Normed").Input(6).Embedding(200, 24, name: "words").Tanh().Mean([0]).Dense(3).CrossEntropy().ClipGradientNorm(0.1).Adam(0.01, lazy: true).ToModel(),
            new NetworkBuilder("Shared").Input([4], name: "left").Input([3], name: "right").Embedding(400, 6, name: "words", from: "left").Flatten(name: "a")
                .Embedding(400, 6, name: "others", from: "right").Weights(sharedWith: "words").Flatten(name: "b").Concat("a, b").Dense(2).Mse().Adam(0.01, lazy: true).ToModel(),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [512]);
        for (int i = 0; i < models.Length; i++)
        {
            Assert.Contains(RowUpdates.Run(models[i].Training!).Nodes, n => n.Primitive is ReplaceRows);
            foreach (int batch in (int[])[1, 7, 17, 100])
                AgainstEngine.Compare(models[i], networks[i](7), batch);
        }
    }

    [Fact]
    public void OtherParameters_AreTrainedAsByAdam()
    {
        NetworkModel lazy = Head(b => b.Adam(0.01, lazy: true)), plain = Head(b => b.Adam(0.01));
        INetwork one = new EngineNetwork(lazy, 3), other = new EngineNetwork(plain, 3);
        float[] inputs = [1, 2, 3, 1, 5, 6], targets = [1, -1];
        one.TrainBatch(inputs, targets);
        other.TrainBatch(inputs, targets);
        // in the first step moments have nothing that could decay, so that tables are the same, too
        Assert.Equal(other.Parameters.SelectMany(p => p.ToArray()), one.Parameters.SelectMany(p => p.ToArray()));
        Assert.DoesNotContain(lazy.Training!.Updates.Where(u => u.Target.Name.StartsWith("dense1", StringComparison.Ordinal)), u => u.Value.ToString()
            .Contains("equal", StringComparison.Ordinal));

        static NetworkModel Head(Func<NetworkBuilder, NetworkBuilder> rule) =>
            rule(new NetworkBuilder("Head").Input(3).Embedding(90, 4, name: "words").Flatten().Dense(1).Mse()).ToModel();
    }

    [Fact]
    public void AStepOfSumsOfGradients_IsOneOfTheirBatch()
    {
        NetworkModel model = Means(90, 4).Adam(0.01, lazy: true).WithGradients().ToModel();
        foreach (Func<INetwork> make in (Func<INetwork>[])[() => new EngineNetwork(model, 3), () => CompiledNetwork.Create(model, 3)])
        {
            INetwork trained = make(), applied = make();
            RandomSource random = new(5);
            for (int step = 0; step < 4; step++)
            {
                float[] inputs = AgainstEngine.Inputs(random, model, 7), targets = AgainstEngine.Values(random, 7 * 4);
                trained.TrainBatch(inputs, targets);
                ((IGradientNetwork)applied).Accumulate(inputs, targets, [], []);
                ((IGradientNetwork)applied).Apply();
            }
            AgainstEngine.Close(trained.Parameters[0].ToArray(), applied.Parameters[0].ToArray(), 1e-5, "table");
        }
    }

    [Fact]
    public void AnUndefinedGradient_IsNotTakenForNone()
    {
        NetworkModel model = Means(90, 4).Adam(0.01, lazy: true).ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            network.TrainBatch([1, 2, 3], [float.NaN, 0, 0, 0]);
            Assert.Equal([4, 8, 12], network.Parameters[0].ToArray().Select((w, i) => (w, i)).Where(w => float.IsNaN(w.w)).Select(w => w.i));
        }
    }

    [Fact]
    public void WeightDecay_IsRefused()
    {
        string message = Assert.Throws<NetworkDefinitionException>(() => Means(90, 4).Adam(weightDecay: 0.01, lazy: true).ToModel()).Message;
        Assert.Contains("0 where it is Lazy", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATiedTable_GivesAWarning()
    {
        NetworkBuilder tied = new NetworkBuilder("Tied").Input(4).Embedding(90, 8, name: "words").Mean([0]).Dense(90, bias: false)
            .Weights(sharedWith: "words").CrossEntropy().Adam(lazy: true);
        Assert.Contains(DeepTrainer.Compiler.Passes.Build.Run(tied.ToSpec()).Problems, p => p.Kind == DeepTrainer.Compiler.Problems.ProblemKinds.NothingLazy);
        Assert.DoesNotContain(DeepTrainer.Compiler.Passes.Build.Run(Means(90, 4).Adam(lazy: true).ToSpec()).Problems,
            p => p.Kind == DeepTrainer.Compiler.Problems.ProblemKinds.NothingLazy);
    }

    private static NetworkBuilder Means(int rows, int dim) => new NetworkBuilder("Means").Input(Length).Embedding(rows, dim, name: "words").Mean([0]).Mse();

    // y[n] = Σₗ w[x[n, l]] / L under the mean squared error; m, v and w of rows that occur move, by the step of all.
    private sealed class Reference(int rows, int dim, bool amsGrad, double[] weights)
    {
        private readonly double[] mean = new double[rows * dim], square = new double[rows * dim], largest = new double[rows * dim];

        public double[] Weights => weights;

        public void Step(float[] inputs, float[] targets, int step)
        {
            double[] gradient = new double[rows * dim];
            int samples = inputs.Length / Length;
            for (int n = 0; n < samples; n++)
            {
                int[] own = [.. inputs.AsSpan(n * Length, Length).ToArray().Select(r => (int)r)];
                for (int e = 0; e < dim; e++)
                {
                    double difference = own.Average(r => weights[(r * dim) + e]) - targets[(n * dim) + e];
                    foreach (int row in own)
                        gradient[(row * dim) + e] += 2 * difference / (samples * dim * Length);
                }
            }
            foreach (int row in inputs.Select(r => (int)r).Distinct())
            {
                for (int i = row * dim; i < (row + 1) * dim; i++)
                {
                    mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * gradient[i]);
                    square[i] = (Beta2 * square[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
                    largest[i] = Math.Max(largest[i], square[i]);
                    weights[i] -= Rate / (1 - Math.Pow(Beta1, step)) * mean[i] / (Math.Sqrt((amsGrad ? largest : square)[i] / (1 - Math.Pow(Beta2, step))) + Epsilon);
                }
            }
        }
    }
}
