using DeepTrainer.Compiler.Elements;
using Shape = DeepTrainer.Compiler.Graphs.Shape;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>A layer while it is written: what it takes, its options and weights, and what it gives.</summary>
internal sealed class LayerScope(GraphExporter graph, LayerPart part)
{
    private string? name;

    public GraphExporter Graph => graph;

    public GraphWriter Writer => graph.Writer;

    public LayerPart Part => part;

    /// <summary>The name of what it gives.</summary>
    public string Name => name ??= graph.NameFor(part.Output, part.Name);

    public Shape Shape => part.Inputs[0].Shape;

    public string Input(int index = 0) => graph[part.Inputs[index]];

    /// <summary>A weight, with its own name and shape.</summary>
    public string Weight(string parameter) => graph.Context.Tensor(part.Weight(parameter));

    /// <summary>A weight's numbers.</summary>
    public float[] Values(string parameter) => graph.Context.Values(part.Weight(parameter));

    /// <summary>Numbers for each channel that are all the same, where the layer has no weights.</summary>
    public string Constant(float value, params int[] shape) => Writer.Constant($"all {value} {Shapes.Text(shape)}", () =>
        Writer.Floats($"{(value == 0 ? "zeros" : "ones")}_{string.Join('_', shape)}", shape, [.. Enumerable.Repeat(value, (int)Shapes.Size(shape))]));

    /// <summary>Adds the operator that makes what the layer gives.</summary>
    public void Give(string op, string[] inputs, params (string, object)[] attributes) => graph.Set(part.Output, Writer.Node(op, Name, inputs, attributes));

    /// <summary>A weight [out, in] as [in, out]; made once.</summary>
    public string Turned(string weight) => Writer.Outermost.Constant($"turned [1, 0] {weight}", () =>
        Writer.Outermost.Node("Transpose", Writer.Unique(weight + "/Transpose"), [weight], Order(1, 0)));

    /// <summary>Gives x·W + b, a product along the last dimension.</summary>
    public void GiveProduct(string x, string turned, string? bias)
    {
        if (bias is null)
            Give("MatMul", [x, turned]);
        else
            Give("Add", [Step("MatMul", [x, turned]), bias]);
    }

    /// <summary>x·W + b along the last dimension, on the way to what the layer gives.</summary>
    public string Product(string x, string turned, string? bias)
    {
        string product = Step("MatMul", [x, turned]);
        return bias is null ? product : Step("Add", [product, bias]);
    }

    /// <summary>The order of axes that Transpose is told.</summary>
    public static (string, object) Order(params int[] axes) => ("perm", axes);

    public string Step(string op, string[] inputs, params (string, object)[] attributes) => Writer.Step(op, Name, inputs, attributes);
}

/// <summary>Options of a layer by name.</summary>
internal static class LayerOptions
{
    public static double Number(this LayerPart part, string option) => part[option]!.Number!.Value;

    public static bool Flag(this LayerPart part, string option) => part[option]!.Flag!.Value;

    public static string Text(this LayerPart part, string option) => part[option]?.Text ?? "";

    /// <summary>Whole numbers; none if they were left out.</summary>
    public static int[] Ints(this LayerPart part, string option) => part[option] is not { } value ? []
        : value.Number is { } single ? [(int)single]
        : [.. (value.Text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => (int)double.Parse(n, CultureInfo.InvariantCulture))];

    /// <summary>One number for all dimensions or one for each, in an option or in another one.</summary>
    public static int[] Each(this LayerPart part, string one, string each, int dimensions)
    {
        int[] given = part.Ints(each) is { Length: > 0 } written ? written : part.Ints(one);
        return given.Length == 1 ? [.. Enumerable.Repeat(given[0], dimensions)] : given;
    }

    /// <summary>Borders as ONNX has them: those in front of all dimensions, then those behind.</summary>
    public static int[] Pads(this LayerPart part, int dimensions)
    {
        int[] given = part.Each("Padding", "Paddings", dimensions);
        return given.Length == 2 * dimensions && part.Ints("Paddings").Length == given.Length
            ? [.. given.Where((_, i) => i % 2 == 0), .. given.Where((_, i) => i % 2 == 1)] : [.. given, .. given];
    }

    /// <summary>Whether an option names no layer.</summary>
    public static bool Lacks(this LayerPart part, string option) => !part.Named.ContainsKey(option);

}
