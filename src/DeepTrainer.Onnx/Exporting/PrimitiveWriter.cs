using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>Primitives as operators: the general rule, by which whatever a network does in a prediction can be exported.</summary>
internal sealed class PrimitiveWriter(GraphExporter graph) : IPrimitiveVisitor<string>
{
    private readonly ExportContext context = graph.Context;
    private readonly GraphWriter writer = graph.Writer;

    public string Source(Source source, Node node) => source.Kind == SourceKind.Parameter ? context.Tensor(source.Name)
        : throw context.Unsupported(node, $"is a value of its {source.Kind.ToString().ToLowerInvariant()}");

    public string Map(Map map, Node node) => SoftmaxPattern.Of(node) is var (x, axis) ? writer.Node("Softmax", graph.NameFor(node), [graph[x]], ("axis", axis))
        : new ExpressionWriter(graph, node).Write(map.Body);

    public string Contract(Contract contract, Node node) => ProductWriter.Write(graph, contract, node);

    public string Reduce(Reduce reduce, Node node)
    {
        bool isSum = reduce.Kind == Reduction.Sum;
        return isSum || context.Opset >= 18
            ? writer.Node(isSum ? "ReduceSum" : "ReduceMax", graph.NameFor(node), [graph[node.Inputs[0]], writer.Ints([.. reduce.Axes.Select(a => (long)a)])], ("keepdims", true))
            : writer.Node("ReduceMax", graph.NameFor(node), [graph[node.Inputs[0]]], ("axes", reduce.Axes.ToArray()), ("keepdims", true));
    }

    public string Reshape(Reshape reshape, Node node) => node.Shape == node.Inputs[0].Shape ? graph[node.Inputs[0]]
        : writer.Node("Reshape", graph.NameFor(node), [graph[node.Inputs[0]], ViewWriter.Target(writer, node.Shape)]);

    public string View(View view, Node node) => ViewWriter.Write(graph, view, node);

    // What comes in turn is joined along an axis of its own behind the other.
    public string Concatenate(Concatenate concatenate, Node node)
    {
        string name = graph.NameFor(node);
        int axis = concatenate.Axis;
        if (!concatenate.InTurn)
            return writer.Node("Concat", name, [.. node.Inputs.Select(i => graph[i])], ("axis", axis));
        string[] parts = [.. node.Inputs.Select(i => writer.Step("Reshape", name, [graph[i], ViewWriter.Target(writer, i.Shape.Insert(axis + 1, 1))]))];
        return writer.Node("Reshape", name, [writer.Step("Concat", name, parts, ("axis", axis + 1)), ViewWriter.Target(writer, node.Shape)]);
    }

    public string Pad(Pad pad, Node node) => writer.Node("Pad", graph.NameFor(node),
        [graph[node.Inputs[0]], writer.Ints([.. pad.Before.Concat(pad.After).Select(w => (long)w)]), .. pad.Value == 0 ? Array.Empty<string>()
            : [writer.Number(pad.Value)]], ("mode", "constant"));

    // Numbers outside of the table are its first or last row; those of the network's input are refused before.
    public string Gather(Gather gather, Node node)
    {
        string numbers = graph[node.Inputs[1]], name = graph.NameFor(node);
        if (!ExportContext.IsInput(node.Inputs[1]))
            numbers = writer.Step("Clip", name, [numbers, writer.Number(0), writer.Number(node.Inputs[0].Shape[0] - 1)]);
        return writer.Node("Gather", name, [graph[node.Inputs[0]], writer.Step("Cast", name, [numbers], ("to", (int)ElementType.Int64))], ("axis", 0));
    }

    public string ScatterAdd(ScatterAdd scatter, Node node) => throw context.Unsupported(node, "sums rows of all samples by their numbers");

    public string FirstOccurrences(FirstOccurrences first, Node node) => throw context.Unsupported(node, "updates rows of a table");

    public string ReplaceRows(ReplaceRows replace, Node node) => throw context.Unsupported(node, "updates rows of a table");

    public string Scan(Scan scan, Node node) => ScanWriter.Write(graph, scan, node);

    public string Push(Push push, Node node) => throw context.Unsupported(node, "is a step of a stream");

    public string Latest(Latest latest, Node node) => throw context.Unsupported(node, "is a step of a stream");

    // ONNX has no draw that a caller chooses: what runs the model has random numbers of its own. They are below 1, which rounding may reach.
    public string Random(RandomUniform random, Node node)
    {
        string name = graph.NameFor(node), like = writer.Step("ConstantOfShape", name, [context.ShapeOf(node.Shape)]);
        return writer.Node("Min", name, [writer.Step("RandomUniformLike", name, [like]), writer.Number(1 - Math.Pow(2, -24))]);
    }

    public string Iota(Iota iota, Node node)
    {
        if (iota.Extent >= 0)
            return writer.Constant($"iota {iota.Extent}", () => writer.Floats($"range_{iota.Extent}", [iota.Extent], [.. Enumerable.Range(0, iota.Extent).Select(i => (float)i)]));
        GraphWriter whole = writer.Outermost;
        return whole.Constant("sample numbers", () => whole.Node("Range", whole.Unique("samples"),
            [whole.Number(0), whole.Step("Cast", "samples", [whole.Step("Squeeze", "samples", [context.BatchSize()])], ("to", (int)ElementType.Float)), whole.Number(1)]));
    }

    public string SampleAxis(SampleAxis axis, Node node) => throw context.Unsupported(node, "compares the samples of a batch");
}
