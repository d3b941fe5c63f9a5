using System.Collections.Immutable;

namespace DeepTrainer.Onnx.Importing;

/// <summary>Imports a whole model: its inputs, its graph, its outputs.</summary>
internal sealed partial class ModelImporter(ModelProto model, string fileName, ImportContext context, OnnxImportOptions options)
{
    /// <summary>The sets of operators that are known.</summary>
    public const int OldestOpset = 6, NewestOpset = 27;

    // As many as a network's weights can be.
    private const long MostElements = 100_000_000;

    private readonly List<NetworkInput> inputs = [];
    private readonly HashSet<string> openBatch = [];

    public ImportedNetwork Run()
    {
        CheckOpsets();
        GraphImporter graph = new(context, context.Opsets);
        context.Method.Variables.Unique(NetworkText.LayerName);
        context.Method.IsStep = options.Streams.Count > 0;
        CheckNames();
        CheckStreams();
        AddInputs(graph);
        graph.AddInitializers(model.Graph);
        if (model.Graph.Output.Count == 0)
            throw new OnnxException("The model has no output.");
        string[] wanted = [.. options.Outputs.Count > 0 ? options.Outputs.Concat(options.Streams.Values) : model.Graph.Output.Select(o => o.Name)];
        graph.Run(model.Graph.Node, wanted);
        (string Name, TensorValue Value)[] named = [.. wanted.Where(o => !options.Streams.Values.Contains(o)).SelectMany(o => Named(o, [.. Tensors(o, graph.Result(o))]))];
        if (named.FirstOrDefault(o => o.Value is ConstantValue { OfTwo: not null, Batch: null }) is { Name: { } counted })
            throw new OnnxException($"The output '{counted}' is computed {BatchAxes.OfExtents}.");
        TensorValue[] outputs = [.. named.Select(o => o.Value)];
        NetworkInput[] states = [.. inputs.Where(i => options.Streams.ContainsKey(i.Name))], given = [.. inputs.Except(states)];
        if (states.Length > 0 && given.Length != 1)
            throw new OnnxException("A step takes one input beside its states, but the model has "
                + $"{given.Length}{string.Concat(given.Select((g, i) => $"{(i == 0 ? ": " : ", ")}'{g.Name}'"))}; "
                + (given.Length == 0 ? "leave one out of the states (--stream)." : "give the others a value (--constant)."));
        if (outputs.Length == 0)
            throw new OnnxException($"The model's outputs{(states.Length > 0 ? " beside its states" : "")} have no elements, so there is nothing for a network to give.");
        if (inputs.Count == 0)
        {
            context.Notes.Add("The model's outputs don't depend on anything that is given to it; the network's only input isn't looked at.");
            AddInput(graph, "unused", ElementType.Float, [1], 0);
            given = [.. inputs];
        }
        string result = outputs.Length == 1 ? Whole(outputs[0]) : $"Concat(0, {string.Join(", ", outputs.Select(Flat))})";
        if (states.Length > 0)
            result = $"({result}, {string.Join(", ", states.Select(s => Next(s, graph.Result(options.Streams[s.Name]))))})";
        string className = options.ClassName ?? Identifiers.Class(Path.GetFileNameWithoutExtension(fileName));
        if (!Identifiers.IsClass(className))
            throw new OnnxException($"'{className}' is no name for a class; give another one (--class).");
        (IReadOnlyList<string> lines, IReadOnlyList<(string Name, TensorData Data)> weights, IReadOnlySet<string> used) = context.Method.Finish(result);
        NetworkText text = new(model, fileName, className, options.Namespace, options.Weights, given, states, options.Steps, Described(named), lines, result, used,
            [.. context.Method.Frozen.Where(f => weights.Any(w => w.Name == f)).Select(f => $"{NetworkText.LayerName}.{f}")]);
        TensorFile file = new(weights.Select(w => new FileTensor($"{NetworkText.LayerName}.{w.Name}", w.Data.Shape, w.Data.Floats)));
        return new(className, text.Write(), file, Described(given), Described(named), [.. context.Notes])
        {
            States =
                Described([.. states.Select(s => (s.Name, (TensorValue)new VariableValue(s.Variable, s.Type, s.Shape, s.DropsLead)))])
        };
    }

    // What a state becomes, in the shape that it has for the network.
    private string Next(NetworkInput state, Value value)
    {
        if (value is not TensorValue next || !next.Shape.SequenceEqual(state.Shape))
            throw new OnnxException($"The state '{state.Name}' is {Shapes.Text(state.Shape)}, but '{options.Streams[state.Name]}' is "
                + $"{((value as TensorValue)?.Text ?? "no tensor")}; a state keeps its shape.");
        string code = next is VariableValue variable ? variable.Name : context.Method.Constant((ConstantValue)next);
        int[] own = next is VariableValue { OwnShape: var seen } ? seen : next.Shape;
        return own.SequenceEqual(state.Sample) ? code : NodeContext.Reshaped(code, state.Sample);
    }

    private void AddInputs(GraphImporter graph)
    {
        HashSet<string> initializers = [.. model.Graph.Initializer.Select(i => i.Name), .. model.Graph.SparseInitializer.Select(s => s.Values?.Name ?? "")];
        List<string> open = [];
        int offset = 0;
        foreach (ValueInfoProto input in model.Graph.Input.Where(i => !initializers.Contains(i.Name) || options.Constants.ContainsKey(i.Name)))
        {
            if (input.Type?.TensorType is not { } tensor)
                throw new OnnxException($"The input '{input.Name}' is {(input.Type?.ValueCase.ToString() ?? "of no type")}; a network takes tensors.");
            var type = (ElementType)tensor.ElemType;
            if (!type.IsNumeric())
                throw new OnnxException($"The input '{input.Name}' has elements of {type.Text()}; a network takes numbers.");
            int[]? shape = ShapeOf(input.Name, tensor, open);
            if (options.Constants.TryGetValue(input.Name, out IReadOnlyList<double>? values))
                graph.Set(input.Name, new ConstantValue(ConstantOf(input.Name, type, shape, values)));
            else if (shape is not null && Shapes.Size(shape) == 0)
                graph.Set(input.Name, new ConstantValue(TensorData.Of(type, shape, [])));
            else if (shape is not null)
                offset += AddInput(graph, input.Name, type, shape, options.Streams.ContainsKey(input.Name) ? 0 : offset) * (options.Streams.ContainsKey(input.Name) ? 0 : 1);
        }
        if (open.Count > 0)
        {
            throw new OnnxException($"Dimensions of the model's inputs are open: {string.Join("; ", open)}. Give each input's shape, "
                + "as in "
                    + $"{string.Join(" ", open.Select(o => o[..o.IndexOf(' ', StringComparison.Ordinal)]).Select(n => $"--input {n}:{Example(n)}"))}, "
                    + "or each named dimension's extent, as in --dimension N=16.");
        }
    }

    private string Example(string name) => string.Join('x', model.Graph.Input.First(i => i.Name == name).Type.TensorType.Shape?.Dim
        .Select((d, i) => d.DimValue > 0 ? d.DimValue : i == 0 ? 1 : 16) ?? [1L, 16L]);

    // An open axis 0 is the batch; null if others are open.
    private int[]? ShapeOf(string name, TypeProto.Types.Tensor tensor, List<string> open)
    {
        if (options.Inputs.TryGetValue(name, out int[]? given))
        {
            int declared = tensor.Shape?.Dim.Count ?? given.Length;
            return declared == given.Length && given.All(e => e >= 0) && Shapes.Size(given) <= MostElements ? given
                : throw new OnnxException($"The input '{name}' can't have the shape {Shapes.Text(given)}: "
                    + $"{(declared != given.Length ? $"it has {declared} axes" : "extents are 1 or more, and not too many")}.");
        }
        if (options.Constants.TryGetValue(name, out IReadOnlyList<double>? values) && tensor.Shape?.Dim is not { Count: 0 } && tensor.Shape?.Dim.Any(d => d.DimValue <= 0) != false)
            return (tensor.Shape?.Dim.Count ?? 1) == 1 ? [values.Count] : null;
        if (tensor.Shape is null)
        {
            open.Add($"{name} (its number of axes, too)");
            return null;
        }
        TensorShapeProto.Types.Dimension[] dims = [.. tensor.Shape.Dim];
        if (dims.Length > NodeContext.MostAxes)
            throw new OnnxException($"The input '{name}' has {dims.Length} axes; a network's tensors have at most {NodeContext.MostAxes}.");
        int[] shape = new int[dims.Length];
        List<string> unknown = [];
        for (int i = 0; i < dims.Length; i++)
        {
            bool isKnown = dims[i].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue;
            if (isKnown && (dims[i].DimValue < 0 || dims[i].DimValue > MostElements) && dims[i].DimValue != -1)
                throw new OnnxException($"The input '{name}' has an axis of {dims[i].DimValue} elements.");
            isKnown &= dims[i].DimValue != -1;
            if (isKnown)
                shape[i] = (int)dims[i].DimValue;
            else if (options.Dimensions.TryGetValue(dims[i].DimParam, out int extent) && extent > 0)
                shape[i] = extent;
            else if (i == 0 && options.Batch && dims.Length > 1)
            {
                shape[i] = 1;
                openBatch.Add(name);
                context.HasOpenBatch = true;
                context.Notes.Add($"Axis 0 of '{name}'{(dims[i].DimParam.Length > 0 ? $" ('{dims[i].DimParam}')" : "")} is taken as the batch, of "
                    + "which the network sees one sample. "
                    + "If it is no batch, give the input's shape, or --batch none.");
            }
            else
                unknown.Add(dims[i].DimParam.Length > 0 ? $"{i} '{dims[i].DimParam}'" : $"{i}");
        }
        if (unknown.Count > 0)
            open.Add($"{name} axis {string.Join(", ", unknown)}");
        else if (Shapes.Size(shape) > MostElements)
            throw new OnnxException($"The input '{name}' has the shape {Shapes.Text(shape)}; a network's input has at most {MostElements} numbers.");
        return unknown.Count > 0 ? null : shape;
    }

    private static TensorData ConstantOf(string name, ElementType type, int[]? shape, IReadOnlyList<double> values)
    {
        if (shape is null)
            throw new OnnxException($"The constant '{name}' has open dimensions; give its shape, too.");
        long size = Shapes.Size(shape);
        if (values.Count != size && values.Count != 1)
            throw new OnnxException($"The constant '{name}' of the shape {Shapes.Text(shape)} takes {size} numbers or one for all, but {values.Count} are given.");
        return TensorData.Of(type, shape, values.Count == size ? [.. values] : [.. Enumerable.Repeat(values[0], (int)size)]);
    }

    private int AddInput(GraphImporter graph, string name, ElementType type, int[] shape, int offset)
    {
        bool drops = options.Batch && shape.Length > 1 && shape[0] == 1;
        string variable = context.Method.Variables.Variable(name, "input");
        context.Method.Inputs.Add(variable);
        context.InputNames[variable] = name;
        if (type.Bits() >= 32)
            context.Notes.Add($"The input '{name}' is {type.Text()} in the model and float32 in the network, which is exact up to 16,777,216.");
        else if (type == ElementType.Double)
            context.Notes.Add($"The input '{name}' is float64 in the model and float32 in the network.");
        inputs.Add(new(name, variable, type, shape, drops, offset));
        VariableValue value = new(variable, type, shape, drops) { Batch = openBatch.Contains(name) ? new BatchPlace(0, 1) : null };
        if (shape.Length == 0)
        {
            string scalar = context.Method.Variables.Variable(name + "_number", "input");
            context.Method.Add(new([scalar], $"{variable}[0]", "[]"));
            value = new(scalar, type, shape, false);
        }
        graph.Set(name, value);
        return (int)Shapes.Size(shape);
    }

    private static IEnumerable<TensorValue> Tensors(string name, Value value) => value switch
    {
        TensorValue tensor => tensor.Size == 0 ? [] : [tensor],
        SequenceValue sequence => sequence.Items.SelectMany(i => Tensors(name, i)),
        _ => [],
    };

    private string Whole(TensorValue output) => output switch
    {
        VariableValue { DropsLead: false } variable when options.Batch && variable.Rank > 1 && variable.Shape[0] == 1 => $"{variable.Name}[0]",
        VariableValue variable => variable.Name,
        _ => context.Method.Constant((ConstantValue)output),
    };

    private string Flat(TensorValue output) => output switch
    {
        VariableValue variable => $"{variable.Name}.Flatten()",
        _ => $"{context.Method.Constant((ConstantValue)output)}.Flatten()",
    };

    private static ImmutableArray<ImportedValue> Described(IEnumerable<NetworkInput> inputs) => [.. inputs.Select(i => new ImportedValue(i.Name, [.. i.Shape], i.Offset))];

    // The tensors of a sequence have numbers.
    private static IEnumerable<(string Name, TensorValue Value)> Named(string name, TensorValue[] tensors) =>
        tensors.Select((t, i) => (tensors.Length == 1 ? name : $"{name} {i}", t));

    private static ImmutableArray<ImportedValue> Described((string Name, TensorValue Value)[] outputs)
    {
        List<ImportedValue> described = [];
        int offset = 0;
        foreach ((string name, TensorValue value) in outputs)
        {
            described.Add(new(name, [.. value.Shape], offset));
            offset += (int)value.Size;
        }
        return [.. described];
    }
}

/// <summary>An input of the network.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Variable">The method's parameter.</param>
/// <param name="Type">Its element type in the model.</param>
/// <param name="Shape">Its shape in the model.</param>
/// <param name="DropsLead">Whether the first axis is the batch.</param>
/// <param name="Offset">Where in a sample it begins.</param>
internal sealed record NetworkInput(string Name, string Variable, ElementType Type, int[] Shape, bool DropsLead, int Offset)
{
    /// <summary>The shape of one sample's.</summary>
    public int[] Sample => Shape.Length == 0 ? [1] : DropsLead ? Shape[1..] : Shape;
}
