using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Compiler.Tests.Streaming;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Masks, lengths, shared keys, windows and biases of distances, in the engine and in generated code, against the formula in float64.</summary>
public class AttentionMaskTests
{
    private const int Length = 7, Features = 10, Heads = 5;

    // What stands beside the sequence "x" in a sample, by name; the attention over it; and what that is.
    private static readonly Dictionary<string, (int[]? Beside, Func<NetworkBuilder, NetworkBuilder> Layer, Func<EngineNetwork, float[], NaiveAttention> Expected)> Cases = new()
    {
        ["added"] = ([Length, Length], n => n.MultiHeadAttention(Heads, mask: "m", from: "x", name: "attn"),
            (n, m) => Naive(n, (_, q, k, s) => s + m[(q * Length) + k])),
        ["added for each head, causal"] = ([Heads, Length, Length], n => n.MultiHeadAttention(Heads, causal: true, mask: "m", from: "x", name: "attn"),
            (n, m) => Naive(n, (h, q, k, s) => s + m[(((h * Length) + q) * Length) + k], causal: true)),
        ["boolean"] = ([Length, Length], n => n.Relu(from: "m", name: "hidden").MultiHeadAttention(Heads, mask: "hidden", booleanMask: true, from: "x", name: "attn"),
            (n, m) => Naive(n, (_, q, k, s) => m[(q * Length) + k] > 0 ? null : s)),
        ["padding"] = ([Length], n => n.Relu(from: "m", name: "padding").MultiHeadAttention(Heads, keyPaddingMask: "padding", from: "x", name: "attn"),
            (n, m) => Naive(n, (_, q, k, s) => m[k] > 0 ? null : s)),
        ["lengths"] = ([1], n => n.MultiHeadAttention(Heads, lengths: "m", from: "x", name: "attn"), (n, m) => Naive(n, (_, q, k, s) => k < m[0] ? s : null)),
        ["window"] = (null, n => n.MultiHeadAttention(Heads, window: 3, from: "x", name: "attn"), (n, _) => Naive(n, (_, q, k, s) => Math.Abs(q - k) < 3 ? s : null)),
        ["causal window"] = (null, n => n.MultiHeadAttention(Heads, causal: true, window: 2, from: "x", name: "attn"),
            (n, _) => Naive(n, (_, q, k, s) => q - k < 2 ? s : null, causal: true)),
        ["distances"] = (null, n => n.MultiHeadAttention(Heads, scale: 1, relativeBuckets: 8, relativeDistance: 5, from: "x", name: "attn"),
            (n, _) => Naive(n, (h, q, k, s) => s + Bias(n, h, Both(k - q)), scale: 1)),
        ["distances backwards"] = (null, n => n.MultiHeadAttention(Heads, causal: true, relativeBuckets: 6, relativeDistance: 6, from: "x", name: "attn"),
            (n, _) => Naive(n, (h, q, k, s) => s + Bias(n, h, Backwards(q - k)), causal: true)),
        ["two heads of keys for six, of three features"] = (null, n => n.MultiHeadAttention(6, headSize: 3, keyValueHeads: 2, from: "x", name: "attn"),
            (n, _) => new NaiveAttention(n, "attn", Features, 6, causal: false, rotary: false) { KeyValueHeads = 2, HeadSize = 3 }),
        ["one head of keys, turned"] = (null, n => n.MultiHeadAttention(Heads, causal: true, rotary: true, rotaryBase: 500, keyValueHeads: 1, from: "x", name: "attn"),
            (n, _) => new NaiveAttention(n, "attn", Features, Heads, causal: true, rotary: true) { KeyValueHeads = 1, RotaryBase = 500 }),
    };

    // k - q for 8 buckets and a largest distance of 5: 0 and 1, then 2 to 3 and more of them; positive ones from 4 on
    private static int Both(int distance) => (distance > 0 ? 4 : 0) + (Math.Abs(distance) switch { 0 => 0, 1 => 1, 2 or 3 => 2, _ => 3 });

    // q - k for 6 buckets and a largest distance of 6: 0 to 2, then on a logarithmic scale from 3 to 6
    private static int Backwards(int distance) => distance switch { < 3 => distance, 3 => 3, 4 => 4, _ => 5 };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Attention_IsWhatTheFormulaSays(string name)
    {
        (int[]? beside, Func<NetworkBuilder, NetworkBuilder> layer, Func<EngineNetwork, float[], NaiveAttention> expected) = Cases[name];
        EngineNetwork engine = layer(New(beside)).Build(1);
        RandomSource random = new(3);
        foreach (Parameter parameter in engine.Parameters)
            parameter.CopyFrom(AgainstEngine.Values(random, parameter.Length));
        INetwork generated = CompiledNetwork.Create(engine.Model, 1);
        foreach ((Parameter to, Parameter from) in generated.Parameters.Zip(engine.Parameters))
            to.CopyFrom(from.ToArray());
        for (int sample = 0; sample < 8; sample++)
        {
            float[] x = AgainstEngine.Values(random, engine.Info.InputSize), y = new float[Length * Features];
            if (beside is [1])
                x[^1] = sample;
            double[,] sequence = new double[Length, Features];
            for (int i = 0; i < Length * Features; i++)
                sequence[i / Features, i % Features] = x[i];
            float[] wanted = [.. expected(engine, x[(Length * Features)..]).Run(sequence, sequence, sequence).Cast<double>().Select(v => (float)v)];
            foreach (INetwork network in (INetwork[])[engine, generated])
            {
                network.Predict(x, y);
                AgainstEngine.Close(wanted, y, 3e-5, name);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreRight(string name)
    {
        GradientCheckResult result = GradientCheck.Run(Cases[name].Layer(New(Cases[name].Beside)).Mse());
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeTrains_AsTheEngineDoes(string name)
    {
        NetworkModel model = Cases[name].Layer(New(Cases[name].Beside)).Flatten().Dense(3).Mse().Adam(epsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    [Fact]
    public void Streams_HaveWindowsDistancesAndSharedKeys() => StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([9, 6], time: 0)
        .MultiHeadAttention(3, causal: true, window: 4).MultiHeadAttention(3, causal: true, keyValueHeads: 1, rotary: true, rotaryBase: 100)
        .MultiHeadAttention(2, causal: true, headSize: 5, relativeBuckets: 4, relativeDistance: 7), 1e-5);

    [Fact]
    public void AStreamHasNoMaskOfAllSteps()
    {
        NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(
            new NetworkBuilder("Net").Input([9, 6], time: 0, "x").InputNamed("m", 9, 9).MultiHeadAttention(3, causal: true, mask: "m", from: "x").ToModel);
        Assert.Equal(("DT0401", "Mask"), (Assert.Single(e.Problems).Kind.Id, e.Problems[0].Argument));
    }

    // A transformer's layers give their masks to the attention within; padding behind a sample's length changes nothing before it.
    [Fact]
    public void TransformersIgnorePadding()
    {
        NetworkModel model = new NetworkBuilder("Net").InputNamed("x", Length, Features).InputNamed("memory", 6, 4).InputNamed("l", 1).InputNamed("m", 1)
            .TransformerEncoder(Heads, 17, lengths: "l", keyValueHeads: 1, relativeBuckets: 4, from: "x", name: "a")
            .TransformerDecoder(Heads, "a, memory", 17, causal: true, lengths: "l", memoryLengths: "m").Slice(0, 2).Mse().Adam(epsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
        EngineNetwork network = new(model, 1);
        float[] x = [.. AgainstEngine.Values(new RandomSource(1), (Length * Features) + 24), 4, 3], before = new float[2 * Features], after = new float[2 * Features];
        network.Predict(x, before);
        x.AsSpan(4 * Features, 3 * Features).Fill(9);
        x.AsSpan((Length * Features) + 12, 12).Fill(-7);
        network.Predict(x, after);
        Assert.Equal(before, after);
        x[^2] = 5;
        network.Predict(x, after);
        Assert.NotEqual(before, after);
        GradientCheckResult result = GradientCheck.Run(model);
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Fact]
    public void MistakesAreTold()
    {
        Expect("Mask", n => n.MultiHeadAttention(Heads, mask: "m", from: "x"), [7, 6], "'m' of shape [7, 6]", "[7, 7], a number for each query and key", "5 heads");
        Expect("KeyPaddingMask", n => n.MultiHeadAttention(Heads, keyPaddingMask: "m", from: "x"), [6], "'m' of shape [6]", "[7]");
        Expect("Lengths", n => n.MultiHeadAttention(Heads, lengths: "m", from: "x"), [7], "'m' of shape [7]", "one number a sample");
        Expect("Heads", n => n.MultiHeadAttention(4, from: "x"), null, "divisor of the 10 features", "HeadSize");
        Expect("KeyValueHeads", n => n.MultiHeadAttention(Heads, keyValueHeads: 2, from: "x"), null, "divisor of the 5 heads");
        Expect("HeadSize", n => n.MultiHeadAttention(Heads, rotary: true, headSize: 3, from: "x"), null, "even number");
        Expect("Scale", n => n.MultiHeadAttention(Heads, scale: -1, from: "x"), null, "positive");
        Expect("Window", n => n.MultiHeadAttention(Heads, window: -1, from: "x"), null, "0 for no window");
        Expect("RelativeBuckets", n => n.MultiHeadAttention(Heads, relativeBuckets: 3, from: "x"), null, "even number of 4");
        Expect("RelativeDistance", n => n.MultiHeadAttention(Heads, relativeBuckets: 8, relativeDistance: 2, from: "x"), null, "more than 2");
        Expect("RotaryBase", n => n.MultiHeadAttention(Heads, rotary: true, rotaryBase: 0, from: "x"), null, "positive");
    }

    private static NetworkBuilder New(int[]? beside)
    {
        NetworkBuilder network = new NetworkBuilder("Net").InputNamed("x", Length, Features);
        return beside is null ? network : network.InputNamed("m", beside);
    }

    private static NaiveAttention Naive(EngineNetwork network, Func<int, int, int, double, double?> masked, bool causal = false, double? scale = null) =>
        new(network, "attn", Features, Heads, causal, rotary: false) { Masked = masked, Scale = scale };

    private static double Bias(EngineNetwork network, int head, int bucket) =>
        network.Parameters.Single(p => p.Name == "attn.relative_attention_bias.weight").ToArray()[(bucket * Heads) + head];

    private static void Expect(string argument, Func<NetworkBuilder, NetworkBuilder> layer, int[]? beside, params string[] words)
    {
        Problem problem = Assert.Single(Build.Run(layer(New(beside)).ToSpec()).Problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.Equal(argument, problem.Argument);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }
}
