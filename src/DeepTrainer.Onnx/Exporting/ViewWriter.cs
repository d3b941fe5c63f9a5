using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;
using Shape = DeepTrainer.Compiler.Graphs.Shape;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>
/// Views: slices, then windows by the numbers of their elements, then axes that are parted, ordered and stretched; each step only where it does something. A view that goes
/// along one axis in several dimensions takes all elements by their numbers.
/// </summary>
internal sealed class ViewWriter
{
    private readonly GraphExporter graph;
    private readonly GraphWriter writer;
    private readonly View view;
    private readonly Node node;
    private readonly string name;
    private readonly List<int> axes = [];
    private string value;
    private List<int> extents;

    private ViewWriter(GraphExporter graph, View view, Node node)
    {
        (this.graph, writer, this.view, this.node) = (graph, graph.Writer, view, node);
        (name, value, extents) = (graph.NameFor(node), graph[node.Inputs[0]], [.. node.Inputs[0].Shape.Dimensions]);
    }

    public static string Write(GraphExporter graph, View view, Node node)
    {
        ViewWriter own = new(graph, view, node);
        bool isApart = view.Indices.SelectMany(i => i.Terms).GroupBy(t => t.Axis).All(g => g.Count() == 1);
        if (isApart)
            own.ByAxes();
        else
            own.ByNumbers();
        return own.value;
    }

    /// <summary>A shape for Reshape; the batch is as it was.</summary>
    public static string Target(GraphWriter writer, Shape shape) => writer.Ints([.. shape.Dimensions.Select(e => e < 0 ? 0L : e)]);

    private void ByAxes()
    {
        Slice();
        Windows();
        Order();
        // axes of one element, and those along which all is the same
        if (!extents.SequenceEqual(node.Shape.Dimensions.Where((_, a) => axes.Contains(a))) || axes.Count < node.Shape.Rank)
            Reshape([.. node.Shape.Dimensions.Select((e, a) => axes.Contains(a) ? e : 1)]);
        if (!extents.SequenceEqual(node.Shape.Dimensions))
            Step("Expand", [.. node.Shape.Dimensions], graph.Context.ShapeOf(node.Shape));
    }

    // Dimensions that are read along one axis or at one place.
    private void Slice()
    {
        int[] cut = [.. Enumerable.Range(0, extents.Count).Where(d => view.Indices[d].Terms.Count < 2 && extents[d] >= 0 && !IsWhole(d))];
        if (cut.Length == 0)
            return;
        long[] starts = [.. cut.Select(d => (long)view.Indices[d].Offset)], steps = [.. cut.Select(d => (long)Step(d))], counts = [.. cut.Select(d => (long)Count(d))];
        long[] ends = [.. cut.Select((_, i) => starts[i] + (counts[i] * steps[i]) is var end && end < 0 ? long.MinValue : end)];
        int[] sliced = [.. extents];
        for (int i = 0; i < cut.Length; i++)
            sliced[cut[i]] = (int)counts[i];
        Step("Slice", sliced, writer.Ints(starts), writer.Ints(ends), writer.Ints([.. cut.Select(d => (long)d)]), writer.Ints(steps));

        bool IsWhole(int d) => view.Indices[d].Offset == 0 && Step(d) == 1 && Count(d) == extents[d];
    }

    private int Step(int d) => view.Indices[d].IsFixed ? 1 : view.Indices[d].Terms[0].Step;

    private int Count(int d) => view.Indices[d].IsFixed ? 1 : node.Shape[view.Indices[d].Terms[0].Axis];

    // Dimensions that are read along several axes; those that are parted only become so by another shape.
    private void Windows()
    {
        int dimensions = extents.Count;
        List<int> shape = [];
        bool isParted = false;
        for (int d = 0, at = 0; d < dimensions; d++)
        {
            Term[] terms = [.. view.Indices[d].Terms.OrderBy(t => t.Axis)];
            axes.AddRange(terms.Select(t => t.Axis));
            if (terms.Length < 2)
            {
                if (terms.Length == 1)
                    shape.Add(extents[at]);
                isParted |= terms.Length == 0;
                at++;
                continue;
            }
            int[] own = [.. terms.Select(t => node.Shape[t.Axis])];
            shape.AddRange(own);
            if (Parts(terms, own, extents[at]) && view.Indices[d].Offset == 0)
            {
                isParted = true;
                at++;
                continue;
            }
            long[] numbers = [.. Shapes.Indices(own).Select(index => (long)view.Indices[d].Offset + terms.Select((t, i) => (long)t.Step * index[i]).Sum())];
            int[] gathered = [.. extents.Take(at), .. own, .. extents.Skip(at + 1)];
            value = writer.Node("Gather", writer.Unique(name + "/Gather"), [value, writer.Ints(own, numbers)], ("axis", at));
            extents = [.. gathered];
            at += own.Length;
        }
        if (isParted)
            Reshape([.. shape]);
    }

    // Whether the axes' elements lie one after another.
    private static bool Parts(Term[] terms, int[] own, int extent)
    {
        long step = 1;
        for (int i = terms.Length - 1; i >= 0; step *= own[i--])
        {
            if (terms[i].Step != step)
                return false;
        }
        return step == extent;
    }

    private void Order()
    {
        int[] order = [.. Enumerable.Range(0, axes.Count).OrderBy(i => axes[i])];
        if (!order.SequenceEqual(order.Order()))
        {
            value = writer.Node("Transpose", writer.Unique(name + "/Transpose"), [value], ("perm", order));
            extents = [.. order.Select(i => extents[i])];
        }
        axes.Sort();
    }

    private void ByNumbers()
    {
        bool isBatched = node.Shape.IsBatched;
        int first = isBatched ? 1 : 0;
        int[] inside = [.. extents.Skip(first)], strides = Shapes.Strides(inside), own = [.. node.Shape.PerSample];
        long[] numbers = [.. Shapes.Indices(own).Select(index => inside.Select((_, d) => strides[d]
            * (view.Indices[d + first].Offset + view.Indices[d + first].Terms.Sum(t => (long)t.Step * index[t.Axis - first]))).Sum())];
        Reshape(isBatched ? [Shape.Batch, (int)Shapes.Size(inside)] : [(int)Shapes.Size(inside)]);
        value = writer.Node("Gather", writer.Unique(name + "/Gather"), [value, writer.Ints(own, numbers)], ("axis", first));
        extents = [.. node.Shape.Dimensions];
    }

    private void Reshape(int[] shape)
    {
        if (!shape.SequenceEqual(extents))
            Step("Reshape", shape, Target(writer, Shape.Of(shape)));
    }

    private void Step(string op, int[] shape, params string[] inputs)
    {
        value = writer.Node(op, writer.Unique($"{name}/{op}"), [value, .. inputs]);
        extents = [.. shape];
    }
}
