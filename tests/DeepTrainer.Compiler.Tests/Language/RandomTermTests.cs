using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>Random compositions of functions of tensors, as layers and as losses: against plain loops, differences, and generated code.</summary>
public class RandomTermTests
{
    private const int First = 0, Chunks = 4, Chunk = 40;
    private const int Compiled = 10;

    private static readonly int[] Batches = [1, 3, 7, 17];

    public static TheoryData<int> All => [.. Enumerable.Range(First, Chunks)];

    [Theory, MemberData(nameof(All))]
    public void ALayersValues_AreThoseOfPlainLoops(int chunk) => Each(chunk, Chunk, isLoss: false, (seed, term, sample) =>
    {
        if (!term.HasReference)
            return;
        EngineNetwork network = new(Layer(seed, term, sample).ToModel(), seed);
        RandomSource random = new(seed);
        float[] inputs = AgainstEngine.Values(random, 3 * NdArray.SizeOf(sample)), outputs = new float[3 * network.Info.OutputSize];
        network.PredictBatch(inputs, outputs);
        Dictionary<string, NdArray> weights = network.Parameters.ToDictionary(p => p.Name, p => new NdArray([.. p.Shape], [.. p.ToArray().Select(v => (double)v)]));
        double[] expected = [.. Enumerable.Range(0, 3)
            .SelectMany(n => term.Of(new Known([Part(inputs, n * NdArray.SizeOf(sample), sample)], name => weights[$"lambda1.{name}"])).Data)];
        Close(expected, outputs);
    });

    [Theory, MemberData(nameof(All))]
    public void ALossesValue_IsThatOfPlainLoops(int chunk) => Each(chunk, Chunk, isLoss: true, (seed, term, sample) =>
    {
        if (!term.HasReference)
            return;
        int batch = Batches[seed % Batches.Length], size = NdArray.SizeOf(sample);
        EngineNetwork network = new(Judged(seed, term, sample).ToModel(), seed);
        RandomSource random = new(seed);
        float[] inputs = AgainstEngine.Values(random, batch * size), targets = AgainstEngine.Values(random, batch * network.Info.TargetSize);
        float[] scales = network.Parameters[0].ToArray();
        // the layer before is prelu, so that there is something to train
        float[] given = [.. inputs.Select(v => v < 0 ? v * scales[0] : v)];
        double expected = term.Of(new Known([Part(given, 0, [batch, .. sample]), Part(targets.Length > 0 ? targets : inputs, 0, [batch, .. sample])],
            _ => throw new InvalidOperationException("losses have no weights"))).Data.Average();
        Close([expected], [network.Evaluate(inputs, targets)]);
    });

    [Theory, MemberData(nameof(All))]
    public void Gradients_AreThatOfDifferences(int chunk)
    {
        Each(chunk, Chunk, isLoss: false, (seed, term, sample) => CheckGradients(term, Trained(seed, term, sample)));
        Each(chunk, Chunk, isLoss: true, (seed, term, sample) => CheckGradients(term, Judged(seed, term, sample)));
    }

    [Theory, MemberData(nameof(All))]
    public void GeneratedCode_AgreesWithTheEngine(int chunk)
    {
        List<NetworkModel> models = [];
        Each(chunk, Compiled, isLoss: false, (seed, term, sample) => models.Add(Trained(seed, term, sample).ToModel()));
        Each(chunk, Compiled, isLoss: true, (seed, term, sample) => models.Add(Judged(seed, term, sample).ToModel()));
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [Target.All[chunk % Target.All.Length]]);
        for (int i = 0; i < models.Count; i++)
        {
            foreach (int batch in Batches)
                AgainstEngine.Compare(models[i], networks[i](7), batch);
        }
    }

    private static void CheckGradients(Term term, NetworkBuilder network)
    {
        if (!term.IsSmooth)
            return;
        GradientCheckResult result = GradientCheck.Run(network.ToModel(), seed: 3, samples: 2, elements: 8);
        Assert.True(result.Worst.Relative < 1e-4, $"{result}");
    }

    private static NetworkBuilder Layer(int seed, Term term, int[] sample) => new NetworkBuilder($"Term{seed}").Input(sample).Layer((Tensor x) => term.Of([x]));

    private static NetworkBuilder Trained(int seed, Term term, int[] sample) =>
        new NetworkBuilder($"Term{seed}").Input(sample).Prelu().Layer((Tensor x) => term.Of([x])).Tanh().Flatten().Dense(2).Mse().Sgd(0.01);

    private static NetworkBuilder Judged(int seed, Term term, int[] sample) =>
        new NetworkBuilder($"Judged{seed}").Input(sample).Prelu().Loss((Tensor a, Tensor target) => term.Of([a, target])).Sgd(0.001);

    private static void Each(int chunk, int count, bool isLoss, Action<int, Term, int[]> check)
    {
        for (int seed = chunk * count; seed < (chunk + 1) * count; seed++)
        {
            RandomTerms terms = new((ulong)seed, isLoss);
            Term term = terms.Next(1 + (seed % 6));
            try
            {
                check(seed, term, terms.Sample);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, sample [{string.Join(", ", terms.Sample)}], {term}: {e.Message}", e);
            }
        }
    }

    private static NdArray Part(float[] values, int start, int[] shape) => new(shape, [.. values.AsSpan(start, NdArray.SizeOf(shape)).ToArray().Select(v => (double)v)]);

    private static void Close(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-4 * Math.Max(largest, 0.05), $"[{i}]: expected {expected[i]}, got {actual[i]}");
    }
}
