namespace DeepTrainer.Compiler.Graphs;

/// <summary>An order in which nodes are made from others. Graphs are thousands of nodes deep: nothing calls itself from node to node.</summary>
internal static class InputsFirst
{
    /// <summary>The nodes that a node is computed from and that aren't done, each after its inputs, and the node itself. Whoever takes one has it done before the next.</summary>
    public static IEnumerable<Node> Of(Node node, Func<Node, bool> isDone)
    {
        if (isDone(node))
            yield break;
        Stack<Node> open = new([node]);
        while (open.Count > 0)
        {
            Node next = open.Peek();
            if (next.Inputs.FirstOrDefault(i => !isDone(i)) is { } input)
            {
                open.Push(input);
                continue;
            }
            yield return open.Pop();
        }
    }
}
