namespace DeepTrainer.Compiler.Passes;

/// <summary>loss → the gradients of the loss with respect to the nodes asked for, by the primitives' adjoints in reverse order.</summary>
public static class Differentiate
{
    /// <summary>One gradient for each of <paramref name="targets"/>; null where the loss does not depend on it.</summary>
    public static ImmutableArray<Node?> Run(GraphBuilder g, Node loss, ImmutableArray<Node> targets) => Run(g, loss, g.Map(1, []), targets);

    /// <summary>The same for a value of any shape, whose own gradient is given.</summary>
    public static ImmutableArray<Node?> Run(GraphBuilder g, Node loss, Node lossGradient, ImmutableArray<Node> targets)
    {
        ImmutableArray<Node> nodes = new Graph([(Graph.Loss, loss)], []).Nodes;
        HashSet<Node> wanted = [.. targets];
        foreach (Node node in nodes.Where(n => n.Inputs.Any(wanted.Contains) && !g.IsDetached(n)))
            wanted.Add(node);

        g.Scope = "loss.gradient";
        Dictionary<Node, Node> gradients = new() { [loss] = lossGradient };
        foreach (Node node in nodes.Reverse().Where(n => wanted.Contains(n) && gradients.ContainsKey(n)))
        {
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Node input = node.Inputs[i];
                g.Scope = input.Name + ".gradient";
                if (!wanted.Contains(input) || node.Primitive.Adjoint(g, node, gradients[node], i) is not { } gradient)
                    continue;
                gradients[input] = gradients.TryGetValue(input, out Node? sofar) ? g.Map((a, b) => a + b, sofar, gradient) : gradient;
            }
        }
        return [.. targets.Select(t => gradients.TryGetValue(t, out Node? gradient) ? gradient : null)];
    }
}
