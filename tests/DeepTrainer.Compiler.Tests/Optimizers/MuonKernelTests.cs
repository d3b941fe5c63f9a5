using DeepTrainer.Compiler.Optimizers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Optimizers;

/// <summary>Muon on tensors of more than two dimensions: a convolution's kernel is the matrix of its outputs' rows.</summary>
public class MuonKernelTests
{
    [Theory]
    [InlineData(4, 3, 2, 5)]
    [InlineData(9, 2, 2, 1)]
    [InlineData(6, 1, 1, 6)]
    public void AKernelIsChangedAsTheMatrixOfItsRows(int outputs, int channels, int height, int width)
    {
        NetworkModel model = WithKernel(Shape.Of(outputs, channels, height, width));
        Rule rule = PublishedRules.Muon(0.02, 0.95, true, 0.1, 5, MuonAdjustment.Original, PublishedRules.AdamW(0.02, 0.9, 0.999, 1e-8, 0.01));
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            Parameter kernel = network.Parameters[^1];
            double[] expected = [.. kernel.ToArray().Select(w => (double)w)];
            State state = new();
            float[] inputs = new float[2], targets = new float[1];
            for (int step = 1; step <= 5; step++)
            {
                network.TrainBatch(inputs, targets);
                rule(expected, [.. expected.Select(w => w - (w * w))], outputs, step, state);
                float[] stored = [.. expected.Select(w => (float)w)];
                AgainstEngine.Close(stored, kernel.ToArray(), 5e-5, $"{network.GetType().Name}: kernel after step {step}");
            }
        }
    }

    // A network that knows no convolution, whose training adjusts one kernel on its own: the loss Σ w²/2 - w³/3 has the gradient w - w².
    private static NetworkModel WithKernel(Shape shape)
    {
        NetworkModel host = new NetworkBuilder("Kernels").Input(2).Dense(1).Mse().Muon(0.02).ToModel();
        GraphBuilder g = new();
        ParameterSpec kernel = new("conv.weight", "conv", shape, new("HeUniform", 0, (int)shape.SampleSize / shape[0], shape[0]));
        Node weight = g.Source(SourceKind.Parameter, kernel.Name, shape);
        g.Scope = "loss";
        Node loss = g.SumTo(g.Map(w => (0.5 * w * w) - (w * w * w / 3), weight), Shape.Scalar);
        g.Scope = "conv.weight.gradient";
        Node gradient = g.Map(w => w - (w * w), weight);
        List<StateSpec> states = [];
        List<(Node Target, Node Value)> updates = [];
        g.Scope = "conv.weight.update";
        new Muon().Build(new(g, Names.DeclarationOf(host.Spec), 3, "Muon", [], weight, gradient, 1, states, updates));
        return host with
        {
            Parameters = [.. host.Parameters, kernel],
            States = [.. states],
            Training = new Graph([(Graph.Loss, loss)], [.. updates]),
        };
    }
}
