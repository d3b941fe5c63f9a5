using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>Exports a whole network: its inputs, the graph of its prediction, its outputs, and what it says of itself.</summary>
internal sealed class ModelExporter(INetwork network, NetworkModel model, OnnxExportOptions options)
{
    /// <summary>The versions of the operators that can be asked for.</summary>
    public const int OldestOpset = 17, NewestOpset = 24;

    public ModelProto Run()
    {
        CheckOptions();
        GraphProto graph = new() { Name = model.Spec.Name };
        GraphWriter writer = new(graph);
        ExportContext context = new(network, model, options, writer);
        GraphExporter exporter = new(context, writer);
        string[] inputs = Named(writer, model.Inputs, options.InputNames, "input"), outputs = Named(writer, model.Outputs, options.OutputNames, "output");
        context.InputNames.AddRange(inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            graph.Input.Add(new ValueInfoProto { Name = inputs[i], Type = context.TypeOf(model.InputNodes[i].Shape) });
            exporter.Set(model.InputNodes[i], inputs[i]);
        }
        AddWhole(exporter, inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            exporter.Want(model.OutputNodes[i], outputs[i]);
            graph.Output.Add(new ValueInfoProto { Name = outputs[i], Type = context.TypeOf(model.OutputNodes[i].Shape) });
        }
        exporter.Run(model.OutputNodes);
        // an output that is an input, or another output
        for (int i = 0; i < outputs.Length; i++)
        {
            if (exporter[model.OutputNodes[i]] != outputs[i])
                writer.Node("Identity", outputs[i], [exporter[model.OutputNodes[i]]]);
        }
        if (graph.CalculateSize() is < 0 or > int.MaxValue - (1 << 20))
            throw new OnnxException($"'{model.Spec.Name}' has more weights than fit a file of ONNX, which is less than 2 GB.");
        return Model(graph);
    }

    // All inputs one after another, for what looks at the sample as a whole.
    private void AddWhole(GraphExporter exporter, string[] inputs)
    {
        Node? whole = model.Inference.Nodes.FirstOrDefault(n => n.Primitive is Source { Kind: SourceKind.Input });
        if (whole is null || exporter.Has(whole))
            return;
        GraphWriter writer = exporter.Writer;
        bool isAsked = model.Inference.Nodes.Any(n => n.Inputs.Contains(whole) && !model.InputNodes.Contains(n) && !model.InputNodes.Any(i => i.Inputs.Contains(n)))
            || model.OutputNodes.Contains(whole);
        if (inputs.Length == 1)
            exporter.Set(whole, whole.Shape == model.InputNodes[0].Shape ? inputs[0] : writer.Step("Reshape", inputs[0], [inputs[0], ViewWriter.Target(writer, whole.Shape)]));
        else if (isAsked)
            exporter.Set(whole, writer.Node("Concat", writer.Unique("sample"), [.. inputs.Select(i => writer.Step("Flatten", i, [i], ("axis", 1)))], ("axis", 1)));
    }

    private void CheckOptions()
    {
        if (options.Opset is < OldestOpset or > NewestOpset)
            throw new OnnxException($"Opset {options.Opset} can't be exported; those from {OldestOpset} to {NewestOpset} can.");
        if (options.BatchSize < 1)
            throw new OnnxException($"A batch of {options.BatchSize} samples can't be exported; give 1 or more, or leave BatchSize out.");
        if (options.BatchSize is null && string.IsNullOrWhiteSpace(options.BatchDimension))
            throw new OnnxException("The batch dimension has no name; give one, such as \"N\".");
        Check(options.InputNames, model.Inputs, "input");
        Check(options.OutputNames, model.Outputs, "output");

        void Check(IDictionary<string, string> names, IReadOnlyList<TensorPart> parts, string what)
        {
            if (names.Keys.FirstOrDefault(n => parts.All(p => p.Name != n)) is { } unknown)
                throw new OnnxException($"'{model.Spec.Name}' has no {what} '{unknown}'; it has {string.Join(", ", parts.Select(p => $"'{p.Name}'"))}.");
            if (names.FirstOrDefault(n => string.IsNullOrEmpty(n.Value)) is { Key: { } empty })
                throw new OnnxException($"The {what} '{empty}' can't have an empty name.");
        }
    }

    private static string[] Named(GraphWriter writer, IReadOnlyList<TensorPart> parts, IDictionary<string, string> names, string what) =>
    [
        .. parts.Select(p => names.TryGetValue(p.Name, out string? given)
            ? writer.Reserve(given) ? given : throw new OnnxException($"Two values of the model can't both be called '{given}'; give the {what} '{p.Name}' another name.")
            : writer.Unique(p.Name)),
    ];

    private ModelProto Model(GraphProto graph)
    {
        ModelProto made = new()
        {
            IrVersion = options.Opset switch { <= 18 => 8, <= 20 => 9, <= 22 => 10, _ => 11 },
            ProducerName = "DeepTrainer",
            ProducerVersion = typeof(ModelExporter).Assembly.GetName().Version!.ToString(3),
            Domain = model.Spec.Namespace,
            DocString = options.Documentation ?? "",
            Graph = graph,
        };
        made.OpsetImport.Add(new OperatorSetIdProto { Version = options.Opset });
        made.MetadataProps.AddRange(options.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return made;
    }
}
