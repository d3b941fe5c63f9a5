namespace DeepTrainer.Compiler.Graphs;

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
        Dictionary<string, string> names = [];
        Dictionary<Node, List<Node>> shares = new() { [loss] = [lossGradient] };
        Dictionary<Node, Node> gradients = [];
        foreach (Node node in nodes.Reverse().Where(n => wanted.Contains(n) && shares.ContainsKey(n)))
        {
            g.Scope = NameOf(node);
            Node own = gradients[node] = Sum(g, shares[node]);
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Node input = node.Inputs[i];
                g.Scope = NameOf(input);
                if (!wanted.Contains(input) || node.Primitive.Adjoint(g, node, own, i) is not { } gradient)
                    continue;
                if (!shares.TryGetValue(input, out List<Node>? sofar))
                    shares[input] = sofar = [];
                sofar.Add(gradient);
            }
        }
        return [.. targets.Select(t => gradients.TryGetValue(t, out Node? gradient) ? gradient : null)];

        string NameOf(Node of)
        {
            if (!names.TryGetValue(of.Name, out string? name))
                names[of.Name] = name = of.Name + ".gradient";
            return name;
        }
    }

    private static Node Sum(GraphBuilder g, List<Node> shares) => Joined(g, shares) ?? shares.Aggregate((a, b) => g.Map((x, y) => x + y, a, b));

    // Gradients of a value's parts, each within a border of zeros where the others are, are joined rather than added.
    private static Node? Joined(GraphBuilder g, List<Node> shares)
    {
        if (!g.Rewrites || shares.Count < 2 || shares.Any(s => s.Primitive is not Pad { Value: 0 }))
            return null;
        int[] axes = [.. shares.SelectMany(s => Enumerable.Range(0, s.Shape.Rank).Where(d => s.Shape[d] != s.Inputs[0].Shape[d])).Distinct()];
        if (axes.Length != 1)
            return null;
        Node[] ordered = [.. shares.OrderBy(Start)];
        bool adjoin = ordered.Zip(ordered.Skip(1), (a, b) => Start(a) + a.Inputs[0].Shape[axes[0]] == Start(b)).All(together => together);
        Node last = ordered[ordered.Length - 1];
        return adjoin
            ? g.PadAxis(g.Concatenate(axes[0], [.. ordered.Select(s => s.Inputs[0])]), axes[0], Start(ordered[0]), ((Pad)last.Primitive).After[axes[0]])
            : null;

        int Start(Node share) => ((Pad)share.Primitive).Before[axes[0]];
    }
}
