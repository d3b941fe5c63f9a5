using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Compiler.Tests.Streaming;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Sequences;

/// <summary>Recurrent layers with lengths, other activations, the reset gate before the product, and final states that others take.</summary>
public class RecurrenceTests
{
    private const int Steps = 7, Features = 3;

    private static readonly Dictionary<string, (Func<NetworkBuilder, string?, NetworkBuilder> Layer, Func<NaiveRecurrence, NaiveRecurrence> As)> Layers = new()
    {
        ["rnn"] = ((n, l) => n.Rnn(5, lengths: l, name: "r", from: "x"), r => r with { Kind = "Rnn" }),
        ["rnn of softsign, both ways"] = ((n, l) => n.Rnn(4, bidirectional: true, lengths: l, nonlinearity: ActivationKind.Softsign, name: "r", from: "x"),
            r => r with { Kind = "Rnn", Units = 4, Directions = 2, Activation = x => x / (1 + Math.Abs(x)) }),
        ["gru"] = ((n, l) => n.Gru(5, lengths: l, name: "r", from: "x"), r => r with { Kind = "Gru" }),
        ["gru, reset before, both ways"] = ((n, l) => n.Gru(3, bidirectional: true, lengths: l, resetAfter: false, name: "r", from: "x"), r =>
            r with { Kind = "Gru", Units = 3, Directions = 2, ResetAfter = false }),
        ["gru of relu, reset before, no bias"] = ((n, l) => n.Gru(5, bias: false, lengths: l, activation: ActivationKind.Relu, resetAfter: false, name: "r", from: "x"),
            r => r with { Kind = "Gru", ResetAfter = false, Activation = x => Math.Max(x, 0) }),
        ["lstm, two layers, both ways"] = ((n, l) => n.Lstm(4, layers: 2, bidirectional: true, lengths: l, name: "r", from: "x"), r =>
            r with { Kind = "Lstm", Units = 4, Layers = 2, Directions = 2 }),
        ["lstm of relu and hard sigmoid"] =
            ((n, l) => n.Lstm(5, lengths: l, activation: ActivationKind.Relu, recurrentActivation: ActivationKind.HardSigmoid, name: "r", from: "x"),
            r => r with { Kind = "Lstm", Activation = x => Math.Max(x, 0), RecurrentActivation = x => Math.Clamp(x + 3, 0, 6) / 6 }),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void OutputsAndStates_AreWhatTheFormulasSay(string name)
    {
        foreach (bool hasLengths in (bool[])[false, true])
        {
            NetworkModel model = Network(name, hasLengths).ToModel();
            EngineNetwork engine = new(model, 1);
            NaiveRecurrence naive = Layers[name].As(new(p => engine.Parameters.FirstOrDefault(w => w.Name == "r." + p)?.ToArray(), "", 5, 1, 1));
            const int batch = Steps + 1;
            float[] inputs = AgainstEngine.Inputs(new RandomSource(5), model, batch), outputs = new float[batch * engine.Info.OutputSize];
            int size = engine.Info.InputSize;
            for (int n = 0; n < batch && hasLengths; n++)
                inputs[(n * size) + (Steps * Features)] = n;
            float[] expected = [.. Enumerable.Range(0, batch).SelectMany(n => Expected(naive, inputs.AsSpan(n * size, Steps * Features).ToArray(), hasLengths ? n : Steps))];
            foreach (INetwork network in (INetwork[])[engine, CompiledNetwork.Create(model, 1)])
            {
                network.PredictBatch(inputs, outputs);
                AgainstEngine.Close(expected, outputs, 2e-5, name);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreRight(string name)
    {
        foreach (bool sequence in (bool[])[true, false])
        {
            NetworkBuilder network = Layers[name].Layer(New(hasLengths: true), "l");
            GradientCheckResult result = GradientCheck.Run((sequence ? network.Dense(2, from: "r.h") : network.Flatten()).Dense(3).Mse());
            Assert.True(result.Worst.Relative < 1e-6, result.ToString());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeTrains_AsTheEngineDoes(string name)
    {
        NetworkModel model = Layers[name].Layer(New(hasLengths: true), "l").Flatten().Dense(3, name: "a").Flatten(from: "r.h").Concat("flatten2, a")
            .Dense(3).Mse().Adam(epsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 17);
    }

    // output[length - 1], in both directions; 0 of what has no step
    [Fact]
    public void TheLastStepThatCounts_IsTheOutput()
    {
        NetworkModel model = New(hasLengths: true).Gru(4, bidirectional: true, returnSequence: false, lengths: "l", name: "r", from: "x").Output("r").ToModel();
        EngineNetwork engine = new(model, 1);
        NaiveRecurrence naive = new(p => engine.Parameters.First(w => w.Name == "r." + p).ToArray(), "Gru", 4, 1, 2);
        foreach (INetwork network in (INetwork[])[engine, CompiledNetwork.Create(model, 1)])
        {
            for (int length = 0; length <= Steps; length++)
            {
                float[] x = [.. AgainstEngine.Values(new RandomSource(length), Steps * Features), length], y = new float[8];
                network.Predict(x, y);
                double[][] all = naive.Run([.. x[..^1].Chunk(Features).Select(s => s.Select(v => (double)v).ToArray())], length).Output;
                AgainstEngine.Close(length == 0 ? new float[8] : [.. all[length - 1].Select(v => (float)v)], y, 2e-5, $"length {length}");
            }
        }
    }

    [Fact]
    public void OneStep_HasALengthToo()
    {
        NetworkModel model = new NetworkBuilder("One").InputNamed("x", 1, Features).InputNamed("l", 1).Lstm(4, lengths: "l", name: "r", from: "x").Output("r, r.h, r.c").ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] y = new float[12];
            network.Predict([1, 2, 3, 0], y);
            Assert.All(y, v => Assert.Equal(0, v));
            network.Predict([1, 2, 3, 1], y);
            Assert.All(y, v => Assert.NotEqual(0, v));
        }
    }

    [Fact]
    public void FinalStates_AreThoseSoFarInAStream() => StreamCheck.EqualsPrediction(
        new NetworkBuilder("Net").Input([Steps, 3], time: 0).Lstm(4, layers: 2, name: "r").Gru(3, activation: ActivationKind.Relu, resetAfter: false)
            .Output("gru1, r.h, r.c, gru1.h"));

    [Fact]
    public void AStreamHasNoLengths()
    {
        NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(
            new NetworkBuilder("Net").Input([Steps, 3], time: 0, "x").InputNamed("l", 1).Gru(4, lengths: "l", from: "x").ToModel);
        Assert.Equal(("DT0401", "Lengths"), (Assert.Single(e.Problems).Kind.Id, e.Problems[0].Argument));
    }

    private static NetworkBuilder New(bool hasLengths)
    {
        NetworkBuilder network = new NetworkBuilder("Net").InputNamed("x", Steps, Features);
        return hasLengths ? network.InputNamed("l", 1) : network;
    }

    private static NetworkBuilder Network(string name, bool hasLengths) =>
        Layers[name].Layer(New(hasLengths), hasLengths ? "l" : null).Output(name.Contains("lstm", StringComparison.Ordinal) ? "r, r.h, r.c" : "r, r.h");

    private static IEnumerable<float> Expected(NaiveRecurrence naive, float[] x, int length)
    {
        (double[][] output, double[][] h, double[][] c) = naive.Run([.. x.Chunk(Features).Select(s => s.Select(v => (double)v).ToArray())], length);
        return output.Concat(h).Concat(naive.Kind == "Lstm" ? c : []).SelectMany(v => v).Select(v => (float)v);
    }
}
