using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>A recurrence as Scan: its body is a graph of one step, and the result has all states, the first one in front, or last if it goes backwards.</summary>
internal static class ScanWriter
{
    public static string Write(GraphExporter graph, Scan scan, Node node)
    {
        GraphWriter writer = graph.Writer, inner = writer.Inner(node.Name);
        GraphExporter body = new(graph.Context, inner);
        string name = graph.NameFor(node), start = graph[node.Inputs[0]];
        int sequences = scan.Body.Elements.Length;
        if (sequences == 0)
            throw new OnnxException($"'{name}' can't be exported: its steps don't look at the input, by whose length ONNX's Scan counts them.");
        body.Set(scan.Body.State, Input(graph, inner, scan.Body.State, name + "/state"));
        for (int i = 0; i < sequences; i++)
            body.Set(scan.Body.Elements[i], Input(graph, inner, scan.Body.Elements[i], name + "/step"));
        for (int i = 0; i < scan.Body.Constants.Length; i++)
            body.Set(scan.Body.Constants[i], graph[node.Inputs[1 + sequences + i]]);
        body.Run([scan.Body.Next]);
        foreach (string output in new[] { name + "/next", name + "/made" })
        {
            string own = inner.Node("Identity", inner.Unique(output), [body[scan.Body.Next]]);
            inner.Graph.Output.Add(new ValueInfoProto { Name = own, Type = graph.Context.TypeOf(scan.Body.Next.Shape) });
        }
        string states = writer.Unique(name + "/states");
        int[] ones = [.. Enumerable.Repeat(1, sequences)], directions = [.. Enumerable.Repeat(scan.Reverse ? 1 : 0, sequences)];
        (string, object)[] attributes = [("body", inner.Graph), ("num_scan_inputs", sequences), ("scan_input_axes", ones), ("scan_input_directions", directions),
            ("scan_output_axes", new[] { 1 }), ("scan_output_directions", new[] { scan.Reverse ? 1 : 0 })];
        writer.Nodes("Scan", [writer.Unique(name + "/last"), states], [start, .. node.Inputs.Skip(1).Take(sequences).Select(i => graph[i])], attributes);
        string first = writer.Step("Unsqueeze", name, [start, writer.Ints(1)]);
        return writer.Node("Concat", name, scan.Reverse ? [states, first] : [first, states], ("axis", 1));
    }

    private static string Input(GraphExporter graph, GraphWriter inner, Node placeholder, string name)
    {
        string own = inner.Unique(name);
        inner.Graph.Input.Add(new ValueInfoProto { Name = own, Type = graph.Context.TypeOf(placeholder.Shape) });
        return own;
    }
}
