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
            : target.Make(node.Primitive, [.. node.Inputs.Select(Of)]);
        return copies[node] = copy;
    }
}
