namespace DeepTrainer.Compiler.Lowering;

/// <summary>Who reads each node, once for each input that it is.</summary>
internal sealed class Consumers
{
    private readonly Dictionary<Node, (int Start, int Count)> ranges;
    private readonly Node[] all;

    public Consumers(Graph graph)
    {
        ranges = new(graph.Nodes.Length);
        int count = 0;
        foreach (Node node in graph.Nodes)
        {
            foreach (Node input in node.Inputs)
            {
                ranges[input] = (0, ranges.TryGetValue(input, out (int, int Count) known) ? known.Count + 1 : 1);
                count++;
            }
        }
        all = new Node[count];
        int start = 0;
        foreach (Node node in graph.Nodes)
        {
            if (!ranges.TryGetValue(node, out (int, int Count) range))
                continue;
            ranges[node] = (start, 0);
            start += range.Count;
        }
        foreach (Node node in graph.Nodes)
        {
            foreach (Node input in node.Inputs)
            {
                (int first, int sofar) = ranges[input];
                all[first + sofar] = node;
                ranges[input] = (first, sofar + 1);
            }
        }
    }

    public ArraySegment<Node> this[Node node] => ranges.TryGetValue(node, out (int Start, int Count) range) ? new(all, range.Start, range.Count) : new(all, 0, 0);
}
