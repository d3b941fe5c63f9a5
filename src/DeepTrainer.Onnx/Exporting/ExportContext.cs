using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Primitives;
using DeepTrainer.Onnx.Exporting.Layers;
using Shape = DeepTrainer.Compiler.Graphs.Shape;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>What all graphs of a model share while it is made: the network's tensors and numbers, and its layers by what they give.</summary>
internal sealed class ExportContext
{
    private readonly INetwork network;
    private readonly NetworkModel model;
    private readonly OnnxExportOptions options;
    private readonly TensorFile weights;
    private readonly ILookup<Node, LayerPart> parts;

    public ExportContext(INetwork network, NetworkModel model, OnnxExportOptions options, GraphWriter writer)
    {
        (this.network, this.model, this.options, Writer) = (network, model, options, writer);
        weights = Weights(network);
        parts = model.LayerParts.SelectMany(p => p.Results.Values.Append(p.Output).Distinct().Select(v => (v, p))).ToLookup(p => p.v, p => p.p);
    }

    public int Opset => options.Opset;

    /// <summary>The whole model's graph.</summary>
    public GraphWriter Writer { get; }

    /// <summary>The model's names of the inputs.</summary>
    public List<string> InputNames { get; } = [];

    /// <summary>A layer that gives a value and has operators of its own in ONNX, and how to write it; null where primitives must do.</summary>
    public (LayerPart Part, Action<LayerScope> Write)? LayerOf(Node node)
    {
        foreach (LayerPart part in parts[node])
        {
            bool isMadeOfThem = part.Inputs.Concat(part.Named.Values).All(i => i.Id < node.Id && i.Id < part.Output.Id) && part.Output.Shape.IsBatched;
            if (isMadeOfThem && LayerTable.Find(part, Opset) is { } write)
                return (part, write);
        }
        return null;
    }

    /// <summary>A tensor of the network, with its own name and shape.</summary>
    public string Tensor(string name) => Writer.Constant("tensor " + name, () =>
    {
        if (weights.Tensors.TryGetValue(name, out FileTensor? weight))
            return Named(name, weight.Shape, weight.ToFloats());
        Compiler.Graphs.ConstantSpec constant = model.Constants.First(c => c.Name == name);
        return Named(name, constant.Shape.Dimensions, [.. constant.Values.Select(v => (float)v)]);
    });

    /// <summary>A tensor of the network as numbers.</summary>
    public float[] Values(string name) => weights[name].ToFloats();

    // As a file has them, which is refused while another thread trains.
    private static TensorFile Weights(INetwork network)
    {
        using MemoryStream stream = new();
        network.Save(stream);
        stream.Position = 0;
        return TensorFile.Read(stream);
    }

    private string Named(string name, IEnumerable<int> shape, float[] values) => Writer.Floats(name, shape, values);

    /// <summary>A number that is computed once, such as one of a declaration that can be changed at run time.</summary>
    /// <exception cref="OnnxException">It depends on the batch or on training.</exception>
    public double Host(Node node) => node.Primitive switch
    {
        Source source when source.Name.StartsWith(Source.Adjustable, StringComparison.Ordinal) => network.Options[source.Name[Source.Adjustable.Length..]],
        Source source =>
            throw new OnnxException($"'{model.Spec.Name}': its prediction depends on '{source.Name}', which an ONNX model has not; a layer that does so can't be exported."),
        Map map => map.Body.Evaluate([.. node.Inputs.Select(Host)]),
        _ => Host(node.Inputs[0]),
    };

    public OnnxException Unsupported(Node node, string what) =>
        new($"'{model.Spec.Name}': '{node.Name}' {what}, which ONNX has no operators for; leave it out of the network that is exported.");

    /// <summary>The number of samples as a vector of one element.</summary>
    public string BatchSize() => Writer.Constant("batch size", () => options.BatchSize is { } fixedSize ? Writer.Ints(fixedSize)
        : Writer.Node("Shape", Writer.Unique("batch_size"), [InputNames[0]], ("start", 0), ("end", 1)));

    /// <summary>A shape as a tensor.</summary>
    public string ShapeOf(Shape shape)
    {
        if (!shape.IsBatched)
            return Writer.Ints([.. shape.Dimensions.Select(e => (long)e)]);
        if (shape.Rank == 1)
            return BatchSize();
        return Writer.Constant($"shape {shape}", () => Writer.Node("Concat", Writer.Unique("shape"),
            [BatchSize(), Writer.Ints([.. shape.PerSample.Select(e => (long)e)])], ("axis", 0)));
    }

    /// <summary>Whether a value is one of the network's inputs or a part of one, whose numbers are checked before a prediction.</summary>
    public static bool IsInput(Node node) => node.Primitive is Source { Kind: SourceKind.Input } || (node.Primitive is View or Reshape && IsInput(node.Inputs[0]));

    /// <summary>The type of a value.</summary>
    public TypeProto TypeOf(Shape shape)
    {
        TensorShapeProto extents = new();
        extents.Dim.AddRange(shape.Dimensions.Select(e => e >= 0 ? new TensorShapeProto.Types.Dimension { DimValue = e }
            : options.BatchSize is { } fixedSize ? new() { DimValue = fixedSize } : new() { DimParam = options.BatchDimension }));
        return new() { TensorType = new() { ElemType = (int)ElementType.Float, Shape = extents } };
    }
}
