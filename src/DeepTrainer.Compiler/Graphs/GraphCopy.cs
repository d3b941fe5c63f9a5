namespace DeepTrainer.Compiler.Graphs;

/// <summary>A graph's nodes made again by another builder, some of them replaced.</summary>
/// <param name="target">Makes the copies.</param>
/// <param name="replacements">What stands for nodes that are not copied.</param>
/// <param name="source">Has made the nodes, and knows at which of them gradients stop; none if at none.</param>
internal sealed class GraphCopy(GraphBuilder target, IReadOnlyDictionary<Node, Node> replacements, GraphBuilder? source = null)
{
    private readonly Dictionary<Node, Node> copies = [];

    public Node Of(Node node)
    {
        foreach (Node next in InputsFirst.Of(node, n => replacements.ContainsKey(n) || copies.ContainsKey(n)))
        {
            target.Scope = next.Name;
            ImmutableArray<Node> inputs = [.. next.Inputs.Select(Known)];
            copies[next] = source?.IsDetached(next) == true ? target.Detach(target.Make(next.Primitive, [.. inputs])) : Made(next.Primitive, inputs);
        }
        return Known(node);
    }

    private Node Known(Node node) => replacements.TryGetValue(node, out Node? replacement) ? replacement : copies[node];

    // What is put in place of a placeholder may let more be left out.
    private Node Made(Primitive primitive, ImmutableArray<Node> inputs) => primitive switch
    {
        View view => target.View(inputs[0], view.Shape, [.. view.Indices]),
        Map { Slope: null } map => target.Map(map.Body, inputs),
        _ => target.Make(primitive, [.. inputs]),
    };
}
