using System.Diagnostics;

namespace DeepTrainer.Compiler.Graphs;

/// <summary>Checks that a graph keeps its own rules; debug builds do so after every pass.</summary>
public static class Verifier
{
    /// <summary>Throws if the pass left the graph broken: a bug of ours, not a user's mistake.</summary>
    [Conditional("DEBUG")]
    public static void Check(Graph graph, string after)
    {
        if (Violations(graph).FirstOrDefault() is { } violation)
            throw new InvalidOperationException($"After {after}: {violation}");
    }

    /// <summary>What is wrong: inputs that come after their users, shapes that are not what the primitive makes, updates that don't fit.</summary>
    public static IEnumerable<string> Violations(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.Any(i => i.Id >= node.Id))
                yield return $"{node} comes before one of its inputs.";
            if (node.Primitive.Infer([.. node.Inputs.Select(i => i.Shape)]) != node.Shape)
                yield return $"{node} has another shape than {node.Primitive} makes.";
        }
        foreach ((Node target, Node value) in graph.Updates)
        {
            if (target.Primitive is not Source { Kind: SourceKind.Parameter or SourceKind.State or SourceKind.Carry })
                yield return $"{target} is updated but not kept.";
            if (target.Shape != value.Shape)
                yield return $"{target} of shape {target.Shape} is updated with {value} of shape {value.Shape}.";
        }
        foreach (Node push in graph.Nodes.Where(n => n.Primitive is Push))
        {
            Node ring = push.Inputs[0];
            if (!graph.Updates.Contains((ring, push)) || graph.Nodes.Any(n => n != push && n.Inputs.Contains(ring)))
                yield return $"{push} changes {ring} where it lies, which is not updated with it or is read by others.";
        }
        foreach (IGrouping<Node, (Node Target, Node Value)> updates in graph.Updates.GroupBy(u => u.Target).Where(g => g.Count() > 1))
            yield return $"{updates.Key} is updated {updates.Count()} times.";
    }
}
