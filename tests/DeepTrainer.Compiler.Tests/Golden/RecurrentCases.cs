using System.Collections.Immutable;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>PyTorch's recurrent layers: 7 steps of 4 features, 5 units; the loss is the mean of the squares of the output.</summary>
public abstract class RecurrentCases
{
    private static readonly string[] Kinds = ["rnn_tanh", "gru", "lstm"];
    private static readonly string[] Forms = ["1layer", "2layer", "1layer_bidirectional"];

    public static TheoryData<string> All => [.. Kinds.SelectMany(kind => Forms.Select(form => $"{kind}_{form}"))];

    public static TheoryData<string> OneDirection => [.. Kinds.SelectMany(kind => Forms.Take(2).Select(form => $"{kind}_{form}"))];

    [Theory, MemberData(nameof(All))]
    public void OutputLossAndGradientsMatch(string name)
    {
        GoldenFile file = new($"recurrent/{name}_zero_state");
        INetwork network = Make(Network(name).Mse().Sgd(learningRate: 0, momentum: 0.9).ToModel(), 1);
        GoldenChecks.SetParameters(network, file, "");
        float[] input = file.Floats("input"), output = new float[file.Floats("output").Length], zeros = new float[output.Length];
        network.PredictBatch(input, output);
        Close.Tensor($"{name} output", output, file.Floats("output"), 1e-5);
        Close.Tensor($"{name} loss", [network.Evaluate(input, zeros)], file.Floats("loss"), 1e-5);
        Close.Tensor($"{name} training loss", [network.TrainBatch(input, zeros)], file.Floats("loss"), 1e-5);
        foreach (Parameter parameter in network.Parameters)
        {
            Parameter gradient = network.OptimizerState.Single(s => s.Name == parameter.Name + ".momentum_buffer");
            Close.Tensor(gradient.Name, gradient.ToArray(), file.Floats("grad.param." + parameter.Name), 2e-5);
        }
    }

    // the state of a stream after the last step is PyTorch's hn and cn, and the one before the first its h0 and c0
    [Theory, MemberData(nameof(OneDirection))]
    public void StepsGiveOutputsAndFinalStates(string name)
    {
        foreach (string start in (string[])["zero", "given"])
        {
            GoldenFile file = new($"recurrent/{name}_{start}_state");
            IStreamingNetwork network = (IStreamingNetwork)Make(Network(name, time: 0).ToModel(), 1);
            GoldenChecks.SetParameters(network, file, "");
            int samples = file.Shape("h0")[1];
            float[] output = new float[5];
            for (int n = 0; n < samples; n++)
            {
                float[] state = StateOf(file, "h0", "c0", n), input = Sample(file, "input", n), expected = Sample(file, "output", n);
                Assert.Equal(network.StateSize, state.Length);
                for (int t = 0; t < 7; t++)
                {
                    network.Step(input.AsSpan(4 * t, 4), output, state, t);
                    Close.Tensor($"{name} output of step {t}", output, expected.AsSpan(5 * t, 5), 2e-5);
                }
                Close.Tensor($"{name} final state", state, StateOf(file, "hn", "cn", n), 2e-5);
            }
        }
    }

    [Fact]
    public void TenStepsOfTrainingMatch() => GoldenChecks.Training(
        new("networks/lstm_regressor", () => new NetworkBuilder("Regressor").Input(6, 3).Lstm(8, returnSequence: false, name: "lstm").Dense(1, name: "fc")
            .Mse().Adam(learningRate: 0.01)), Make);

    private protected abstract INetwork Make(NetworkModel model, int seed);

    private protected static NetworkBuilder Network(string name, int time = -1)
    {
        int layers = name.Contains("2layer", StringComparison.Ordinal) ? 2 : 1;
        bool both = name.Contains("bidirectional", StringComparison.Ordinal);
        NetworkBuilder network = new NetworkBuilder("Recurrent").Input([7, 4], time);
        return name[..3] switch
        {
            "rnn" => network.Rnn(5, layers, both, name: "rnn"),
            "gru" => network.Gru(5, layers, both, name: "rnn"),
            _ => network.Lstm(5, layers, both, name: "rnn"),
        };
    }

    private static float[] Sample(GoldenFile file, string tensor, int n)
    {
        float[] all = file.Floats(tensor);
        int size = all.Length / file.Shape(tensor)[0];
        return all[(n * size)..((n + 1) * size)];
    }

    // [layers, N, H] each   →   of one sample: h, c of the first layer, h, c of the second
    private static float[] StateOf(GoldenFile file, string hidden, string cell, int n)
    {
        string[] tensors = file.Has(cell) ? [hidden, cell] : [hidden];
        IReadOnlyList<int> shape = file.Shape(hidden);
        return
        [
            .. Enumerable.Range(0, shape[0]).SelectMany(layer => tensors.SelectMany(t => file.Floats(t).Skip(((layer * shape[1]) + n) * shape[2]).Take(shape[2]))),
        ];
    }
}

/// <summary>The engine against PyTorch's recurrent layers.</summary>
public class EngineRecurrentTests : RecurrentCases
{
    [Theory, MemberData(nameof(All))]
    public void GradientOfTheInputMatches(string name)
    {
        GoldenFile file = new($"recurrent/{name}_zero_state");
        EngineNetwork network = Network(name).Mse().Build(1);
        GoldenChecks.SetParameters(network, file, "");
        Close.Tensor("grad.input", network.Gradients(file.Floats("input"), new float[file.Floats("output").Length])["input"], file.Floats("grad.input"), 2e-5);
    }

    [Theory, MemberData(nameof(All))]
    public void GivenStatesAndTheirGradientsMatch(string name)
    {
        foreach (bool training in (bool[])[false, true])
        {
            GoldenFile file = new($"recurrent/{name}_given_state");
            GraphBuilder g = new();
            string[] inputs = file.Has("c0") ? ["input", "h0", "c0"] : ["input", "h0"];
            Node[] given = [.. inputs.Select(i => g.Source(SourceKind.Placeholder, i, Shape.Batched([.. PerSample(file.Shape(i), i)])))];
            LayerTensors tensors = new();
            List<ParameterSpec> parameters = tensors.Specs;
            NetworkSpec spec = Network(name).ToSpec();
            LayerContext context = new(g, spec, 1, "rnn", [], [.. given], [.. inputs], training, tensors);
            Node output = ((Layer)Catalogue.All[spec.Elements[1].Kind]).Build(context)!, loss = g.Mean(g.Map(y => y * y, output));
            (string Name, Node Node)[] targets = [.. inputs.Zip(given), .. parameters.Select(p => (p.Name, g.Source(SourceKind.Parameter, p.Name, p.Shape)))];
            ImmutableArray<Node?> gradients = Differentiate.Run(g, loss, [.. targets.Select(t => t.Node)]);
            Graph graph = new([("output", output), (Graph.Loss, loss), .. targets.Zip(gradients, (t, gradient) => (t.Name, gradient!))], []);

            Executor<float> executor = new(graph, parameters.ToDictionary(p => p.Name, p => new Storage<float>(file.Floats("param." + p.Name))));
            executor.Resize(3);
            foreach ((string input, Node node) in inputs.Zip(given))
                BatchFirst(file, input, input).CopyTo(executor.Placeholder(node)!.Span);
            executor.Run(new StepContext(3, 0, 0, 0));
            Close.Tensor("output", executor.Output("output").Span, file.Floats("output"), 2e-5);
            Close.Tensor("loss", executor.Output(Graph.Loss).Span, file.Floats("loss"), 2e-5);
            foreach (string input in inputs)
                Close.Tensor("grad." + input, executor.Output(input).Span, BatchFirst(file, "grad." + input, input), 2e-5);
            foreach (ParameterSpec parameter in parameters)
                Close.Tensor(parameter.Name, executor.Output(parameter.Name).Span, file.Floats("grad.param." + parameter.Name), 2e-5);
        }
    }

    private protected override INetwork Make(NetworkModel model, int seed) => new EngineNetwork(model, seed);

    private static IEnumerable<int> PerSample(IReadOnlyList<int> shape, string input) => input == "input" ? shape.Skip(1) : [shape[0], shape[2]];

    // states are stored as [layers, N, H]
    private static float[] BatchFirst(GoldenFile file, string tensor, string input)
    {
        float[] values = file.Floats(tensor);
        if (input == "input")
            return values;
        int layers = file.Shape(tensor)[0], samples = file.Shape(tensor)[1], units = file.Shape(tensor)[2];
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(((i / units % layers) * samples) + (i / units / layers)) * units + (i % units)])];
    }
}

/// <summary>Generated code against PyTorch's recurrent layers.</summary>
public class GeneratedRecurrentTests : RecurrentCases
{
    private protected override INetwork Make(NetworkModel model, int seed) => Rendering.CompiledNetwork.Create(model, seed);
}
