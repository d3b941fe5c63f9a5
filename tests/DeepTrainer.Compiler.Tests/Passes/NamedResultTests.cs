using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>What a layer gives beside its output is taken under the layer's name and its own: "encode.mean".</summary>
public class NamedResultTests
{
    [Fact]
    public void ATupleGivesItsParts_AndTheFirstIsTheOutput()
    {
        NetworkModel model = Encoder().Dense(3, from: "enc", name: "a").Dense(3, from: "enc.logVariance", name: "b")
            .Dense(3, from: "enc.mean", name: "c").Add("a, b, c").Mse().Adam(epsilon: 0.01).ToModel();
        Assert.Equal(["enc.mean.weight", "enc.spread.weight"],
            model.Parameters.Where(p => p.Layer == "enc" && p.Name.EndsWith("weight", StringComparison.Ordinal)).Select(p => p.Name));
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
        GradientCheckResult result = GradientCheck.Run(model);
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Fact]
    public void LossesAndOutputsTakeResults()
    {
        NetworkModel model = Encoder().Dense(4, name: "out").Mse(from: "out").Loss(Functions.Divergence, from: "enc.mean, enc.logVariance")
            .Output("out, enc.logVariance").Adam(epsilon: 0.01).ToModel();
        Assert.Equal(["out", "enc.logVariance"], model.Outputs.Select(o => o.Name));
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 17);
    }

    [Fact]
    public void RepeatedLayersHaveTheirOwn()
    {
        NetworkModel model = new NetworkBuilder("Blocks").Input(5, 3).Repeat(2, name: "blocks").Lstm(3, name: "r").Tanh(from: "r.h", name: "t")
            .Sum([0], keepDims: true).Add("r, sum1").EndRepeat()
            .Flatten().Dense(2).Mse().Adam(epsilon: 0.01).ToModel();
        Assert.Contains(model.Layers, l => l.From.SequenceEqual(["blocks.1.r.h"]));
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    [Fact]
    public void ARecurrenceOfOnesOwn_GivesItsStates()
    {
        foreach (int steps in (int[])[1, 5])
        {
            NetworkModel model = new NetworkBuilder("Own").Input(steps, 3).Recurrent(Functions.Leaky, [4], name: "r").Flatten(name: "all")
                .Concat("all, r.fast, r.slow").Dense(2).Mse().Adam(epsilon: 0.01).ToModel();
            AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
            GradientCheckResult result = GradientCheck.Run(model);
            Assert.True(result.Worst.Relative < 1e-6, result.ToString());
            float[] x = AgainstEngine.Values(new RandomSource(1), steps * 3), y = new float[12];
            EngineNetwork states = new NetworkBuilder("States").Input(steps, 3).Recurrent(Functions.Leaky, [4], name: "r", returnSequence: false)
                .Output("r, r.fast, r.slow").Build(1);
            states.Predict(x, y);
            AgainstEngine.Close(y.AsSpan(0, 4), [.. y[4..8].Zip(y[8..], (fast, slow) => fast - slow)], 1e-6, "output is fast - slow");
        }
    }

    [Fact]
    public void MistakesAreTold()
    {
        Expect("DT0102", 2, "From", Encoder().Dense(2, from: "enc.variance"), "'enc.variance'", "'enc.logVariance'");
        Expect("DT0102", 2, "From", Encoder().Dense(3).Mse(from: "dense1.mean").Sgd(), "'dense1.mean'", "'enc.mean'", element: 3);
        Expect("DT0105", 2, "Name", Encoder().Dense(3, name: "enc.mean"), "'enc.mean'");
        Expect("DT0102", 1, "Lengths", new NetworkBuilder("Net").Input(4, 3).Gru(2, lengths: "l"), "'l'", "'input'");
        Expect("DT0103", 1, "Lengths", new NetworkBuilder("Net").Input(4, 3).Gru(2, lengths: "l").Dense(1, name: "l"), "'l'");
        Expect("DT0205", 1, "Lengths", new NetworkBuilder("Net").Input(4, 3).Gru(2, lengths: "input"), "'input' of shape [4, 3]", "one number a sample");
    }

    private static NetworkBuilder Encoder() => new NetworkBuilder("Net").Input(6).Layer(Functions.Encode, "size = 4", name: "enc");

    private static void Expect(string id, int at, string? argument, NetworkBuilder network, string first, string second = "", int? element = null)
    {
        Problem problem = Assert.Single(Build.Run(network.ToSpec()).Problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.Equal((id, element ?? at, argument), (problem.Kind.Id, problem.Element, problem.Argument));
        Assert.Contains(first, problem.Message, StringComparison.Ordinal);
        Assert.Contains(second, problem.Message, StringComparison.Ordinal);
    }

    private static class Functions
    {
        public static (Tensor Mean, Tensor LogVariance) Encode(Tensor x, int size) => (Dense(x, size, name: "mean"), Tanh(Dense(x, size, name: "spread")));

        public static (Tensor Output, Tensor Fast, Tensor Slow) Leaky(Tensor x, Tensor fast, Tensor slow)
        {
            Tensor next = Tanh(Dense(x, 4, name: "in") + (0.5 * fast));
            Tensor held = (0.9 * slow) + (0.1 * next);
            return (next - held, next, held);
        }

        public static Tensor Divergence(Tensor mean, Tensor logVariance) => 0.5 * Sum(Square(mean) + Exp(logVariance) - logVariance - 1, 1);
    }
}
