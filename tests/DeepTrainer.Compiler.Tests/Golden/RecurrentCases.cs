using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>PyTorch's recurrent layers: 7 steps of 4 features, 5 units; the loss is the mean of the squares of the output.</summary>
public abstract class RecurrentCases
{
    private static readonly string[] Kinds = ["rnn_tanh", "gru", "lstm"];
    private static readonly string[] Forms = ["1layer", "2layer", "1layer_bidirectional"];

    private static readonly string[] Starts = ["zero", "given"];

    private const string Regressor = "networks/lstm_regressor";

    public static IEnumerable<string> Files =>
        [.. All.SelectMany(name => Starts.Select(start => FileOf(name.Data, start))), Regressor];

    public static TheoryData<string> All => [.. Kinds.SelectMany(kind => Forms.Select(form => $"{kind}_{form}"))];

    public static TheoryData<string> OneDirection => [.. Kinds.SelectMany(kind => Forms.Take(2).Select(form => $"{kind}_{form}"))];

    [Theory, MemberData(nameof(All))]
    public void OutputLossAndGradientsMatch(string name)
    {
        foreach (string start in Starts)
        {
            GoldenFile file = new(FileOf(name, start));
            INetwork network = Make(Network(name, from: start == "given" ? file : null).Mse().Sgd(learningRate: 0, momentum: 0.9).ToModel(), 1);
            GoldenChecks.SetParameters(network, file, "");
            float[] input = start == "given" ? Samples(file, "") : file.Floats("input");
            float[] output = new float[file.Floats("output").Length], zeros = new float[output.Length];
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
    }

    // hn and cn are what the layer gives beside its output
    [Theory, MemberData(nameof(All))]
    public void FinalStatesMatch(string name)
    {
        foreach (string start in Starts)
        {
            GoldenFile file = new(FileOf(name, start));
            string[] states = [.. States(file).Select(s => s[..1])];
            INetwork network = Make(Network(name, from: start == "given" ? file : null).Output(string.Join(", ", states.Select(s => $"rnn.{s}"))).ToModel(), 1);
            GoldenChecks.SetParameters(network, file, "");
            int samples = file.Shape("input")[0];
            float[] output = new float[samples * network.Info.OutputSize];
            network.PredictBatch(start == "given" ? Samples(file, "") : file.Floats("input"), output);
            float[] expected = [.. Enumerable.Range(0, samples).SelectMany(n => states.SelectMany(s => Layers(file, s + "n", n).SelectMany(h => h)))];
            Close.Tensor($"{name} final states", output, expected, 1e-5);
        }
    }

    // the state of a stream after the last step is PyTorch's hn and cn, and the one before the first its h0 and c0
    [Theory, MemberData(nameof(OneDirection))]
    public void StepsGiveOutputsAndFinalStates(string name)
    {
        foreach (string start in Starts)
        {
            GoldenFile file = new(FileOf(name, start));
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
        new(Regressor, () => new NetworkBuilder("Regressor").Input(6, 3).Lstm(8, returnSequence: false, name: "lstm").Dense(1, name: "fc")
            .Mse().Adam(learningRate: 0.01)), Make);

    private protected static string FileOf(string name, string start) => $"recurrent/{name}_{start}_state";

    private protected abstract INetwork Make(NetworkModel model, int seed);

    /// <summary>The network; with a file, its initial states are inputs, too.</summary>
    private protected static NetworkBuilder Network(string name, int time = -1, GoldenFile? from = null)
    {
        int layers = name.Contains("2layer", StringComparison.Ordinal) ? 2 : 1;
        bool both = name.Contains("bidirectional", StringComparison.Ordinal);
        NetworkBuilder network = new NetworkBuilder("Recurrent").Input([7, 4], time, "x");
        foreach (string state in from is null ? [] : States(from))
            network = network.InputNamed(state, from!.Shape(state)[0], from.Shape(state)[2]);
        string inputs = from is null ? "x" : string.Join(", ", States(from).Prepend("x"));
        return name[..3] switch
        {
            "rnn" => network.Rnn(5, layers, both, name: "rnn", from: inputs),
            "gru" => network.Gru(5, layers, both, name: "rnn", from: inputs),
            _ => network.Lstm(5, layers, both, name: "rnn", from: inputs),
        };
    }

    /// <summary>Samples of sequence and states, which are stored as [layers, N, H]; or their gradients.</summary>
    private protected static float[] Samples(GoldenFile file, string prefix)
    {
        int count = file.Shape("input")[0];
        return [.. Enumerable.Range(0, count).SelectMany(n => Sample(file, prefix + "input", n)
            .Concat(States(file).SelectMany(state => Layers(file, prefix + state, n).SelectMany(h => h))))];
    }

    private static string[] States(GoldenFile file) => file.Has("c0") ? ["h0", "c0"] : ["h0"];

    private static IEnumerable<float[]> Layers(GoldenFile file, string tensor, int n)
    {
        IReadOnlyList<int> shape = file.Shape(tensor);
        return Enumerable.Range(0, shape[0]).Select(layer => file.Floats(tensor).AsSpan(((layer * shape[1]) + n) * shape[2], shape[2]).ToArray());
    }

    private static float[] Sample(GoldenFile file, string tensor, int n)
    {
        float[] all = file.Floats(tensor);
        int size = all.Length / file.Shape(tensor)[0];
        return all[(n * size)..((n + 1) * size)];
    }

    // of one sample: h, c of the first layer, h, c of the second
    private static float[] StateOf(GoldenFile file, string hidden, string cell, int n)
    {
        string[] tensors = file.Has(cell) ? [hidden, cell] : [hidden];
        return [.. Enumerable.Range(0, file.Shape(hidden)[0]).SelectMany(layer => tensors.SelectMany(t => Layers(file, t, n).ElementAt(layer)))];
    }
}

/// <summary>The engine against PyTorch's recurrent layers.</summary>
public class EngineRecurrentTests : RecurrentCases
{
    [Theory, MemberData(nameof(All))]
    public void GradientsOfSequenceAndInitialStatesMatch(string name)
    {
        GoldenFile zero = new(FileOf(name, "zero")), given = new(FileOf(name, "given"));
        EngineNetwork network = Network(name).Mse().Build(1), withStates = Network(name, from: given).Mse().Build(1);
        GoldenChecks.SetParameters(network, zero, "");
        GoldenChecks.SetParameters(withStates, given, "");
        float[] zeros = new float[zero.Floats("output").Length];
        Close.Tensor("grad.input", network.Gradients(zero.Floats("input"), zeros)["input"], zero.Floats("grad.input"), 2e-5);
        Close.Tensor("grad.input, grad.h0", withStates.Gradients(Samples(given, ""), zeros)["input"], Samples(given, "grad."), 2e-5);
    }

    private protected override INetwork Make(NetworkModel model, int seed) => new EngineNetwork(model, seed);
}

/// <summary>Generated code against PyTorch's recurrent layers.</summary>
public class GeneratedRecurrentTests : RecurrentCases
{
    private protected override INetwork Make(NetworkModel model, int seed) => Rendering.CompiledNetwork.Create(model, seed);
}
