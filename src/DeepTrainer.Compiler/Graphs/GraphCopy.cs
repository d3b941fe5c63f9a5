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
        foreach (Node next in IsKnown(node) ? [] : InputsFirst.Of(node, IsKnown))
        {
            target.Scope = next.Name;
            var inputs = ImmutableArray.CreateBuilder<Node>(next.Inputs.Length);
            foreach (Node input in next.Inputs)
                inputs.Add(Known(input));
            copies[next] = source?.IsDetached(next) == true ? target.Detach(target.Make(next.Primitive, [.. inputs])) : Made(next.Primitive, inputs.MoveToImmutable());
        }
        return Known(node);
    }

    private bool IsKnown(Node node) => replacements.ContainsKey(node) || copies.ContainsKey(node);

    private Node Known(Node node) => replacements.TryGetValue(node, out Node? replacement) ? replacement : copies[node];

    // What is put in place of a placeholder may let more be left out.
    private Node Made(Primitive primitive, ImmutableArray<Node> inputs) => primitive switch
    {
        View view => target.View(inputs[0], view.Shape, [.. view.Indices]),
        Map { Slope: null } map => target.Map(map.Body, inputs),
        _ => target.Make(primitive, [.. inputs]),
    };
}
