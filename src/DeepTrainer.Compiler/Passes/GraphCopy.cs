namespace DeepTrainer.Compiler.Passes;

/// <summary>A graph's nodes made again by another builder, some of them replaced.</summary>
internal sealed class GraphCopy(GraphBuilder target, IReadOnlyDictionary<Node, Node> replacements)
{
    private readonly Dictionary<Node, Node> copies = [];

    public Node Of(Node node)
    {
        if (copies.TryGetValue(node, out Node? copy))
            return copy;
        target.Scope = node.Name;
        copy = replacements.TryGetValue(node, out Node? replacement) ? replacement
            : Made(node.Primitive, [.. node.Inputs.Select(Of)]);
        return copies[node] = copy;
    }

    // What is put in place of a placeholder may let more be left out.
    private Node Made(Primitive primitive, ImmutableArray<Node> inputs) => primitive switch
    {
        View view => target.View(inputs[0], view.Shape, [.. view.Indices]),
        Map map => target.Map(map.Body, inputs),
        _ => target.Make(primitive, [.. inputs]),
    };
}
