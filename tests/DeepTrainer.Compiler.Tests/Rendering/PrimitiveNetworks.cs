using DeepTrainer.Compiler.Passes;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Networks composed of primitives by hand, trained by plain gradient descent on the mean square of targets.</summary>
internal static class PrimitiveNetworks
{
    public delegate Node Body(GraphBuilder g, Node input, Func<string, int[], Node> parameter);

    public static NetworkModel Model(string name, int[] input, Body body)
    {
        Graph inference = Build(input, body, withLoss: false, out List<ParameterSpec> parameters);
        Graph evaluation = Build(input, body, withLoss: true, out _);
        Shape output = inference.Output(Graph.Prediction).Shape;
        Graph training = new([(Graph.Loss, evaluation.Output(Graph.Loss))], evaluation.Updates);
        return new(
            new NetworkSpec("", name, [], "", [new("Input", null, [], [new("Shape", string.Join(", ", input))])], []),
            [new("layer", "Primitives", "primitives", ["input"], Shape.Of([.. output.PerSample]), parameters.Sum(p => p.Shape.SampleSize))],
            [new("input", Shape.Of(input), 0)],
            [new("layer", Shape.Of([.. output.PerSample]), 0)],
            [new("mse1", "layer", DeepTrainer.Compiler.Losses.TargetForm.Values(output), 0)],
            HasLoss: true,
            [.. parameters], [], 0.1, inference, new(evaluation.Outputs, []), training);
    }

    private static Graph Build(int[] input, Body body, bool withLoss, out List<ParameterSpec> parameters)
    {
        GraphBuilder g = new();
        List<ParameterSpec> found = [];
        List<Node> weights = [];
        Node x = g.Source(SourceKind.Input, "input", Shape.Batched(input));
        g.Scope = "body";
        Node y = body(g, x, (name, shape) =>
        {
            Node weight = g.Source(SourceKind.Parameter, "layer." + name, Shape.Of(shape));
            if (!weights.Contains(weight))
            {
                weights.Add(weight);
                found.Add(new("layer." + name, "layer", weight.Shape, new("PyTorch", 0, 4, 4)));
            }
            return weight;
        });
        parameters = found;
        if (!withLoss)
            return new([(Graph.Prediction, y)], []);
        g.Scope = "loss";
        Node loss = g.Mean(g.Map((a, t) => Sin(a - t) + (0.5 * (a - t) * (a - t)), y, g.Source(SourceKind.Targets, "targets", y.Shape)));
        ImmutableArray<Node?> gradients = Differentiate.Run(g, loss, [.. weights]);
        g.Scope = "update";
        Node rate = g.HostScalar(Source.LearningRate);
        return new([(Graph.Prediction, y), (Graph.Loss, loss)],
            [.. weights.Zip(gradients, (w, d) => (w, g.Map((p, q, lr) => p - (lr * q), w, d!, rate)))]);
    }
}
