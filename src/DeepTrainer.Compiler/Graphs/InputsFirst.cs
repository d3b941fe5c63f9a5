namespace DeepTrainer.Compiler.Graphs;

/// <summary>
/// An order in which nodes are made from others. Graphs are thousands of nodes deep, and calls from each node to those before it would fill the
/// stack of a compiler's thread.
/// </summary>
internal static class InputsFirst
{
    /// <summary>The nodes that a node is computed from and that aren't done, each after its inputs, and at last the node itself.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isDone">Whether a node is done; whoever takes one has it done before the next.</param>
    public static IEnumerable<Node> Of(Node node, Func<Node, bool> isDone)
    {
        if (isDone(node))
            yield break;
        Stack<(Node Node, int Next)> open = new([(node, 0)]);
        while (open.Count > 0)
        {
            (Node top, int next) = open.Pop();
            while (next < top.Inputs.Length && isDone(top.Inputs[next]))
                next++;
            if (next == top.Inputs.Length)
            {
                yield return top;
                continue;
            }
            open.Push((top, next + 1));
            open.Push((top.Inputs[next], 0));
        }
    }
}
