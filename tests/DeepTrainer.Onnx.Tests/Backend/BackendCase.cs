using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Reading;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Backend;

/// <summary>One of the backend tests of the ONNX standard: a model, inputs and the outputs for them.</summary>
internal sealed class BackendCase
{
    private readonly ModelProto model;
    private readonly string folder;
    private readonly Dictionary<string, TensorData> inputs = [];
    private readonly List<TensorData> outputs = [];

    private BackendCase(string folder)
    {
        this.folder = folder;
        Name = Path.GetFileName(folder);
        model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        string data = Path.Combine(folder, "test_data_set_0");
        ValueInfoProto[] given = [.. model.Graph.Input];
        for (int i = 0; File.Exists(Path.Combine(data, $"input_{i}.pb")); i++)
            inputs[given[i].Name] = Read(given[i], Path.Combine(data, $"input_{i}.pb"));
        for (int i = 0; File.Exists(Path.Combine(data, $"output_{i}.pb")); i++)
            outputs.Add(Read(model.Graph.Output[i], Path.Combine(data, $"output_{i}.pb")));
    }

    public string Name { get; }

    /// <summary>The operators in it.</summary>
    public string Operators => string.Join(" ", model.Graph.Node.Select(n => n.OpType).Distinct());

    /// <summary>Whether all of its tensors are of float32, but for such whose values become constants.</summary>
    public bool IsFloat { get; private set; } = true;

    public ImportedNetwork? Imported { get; private set; }

    /// <summary>What keeps it from being imported.</summary>
    public OnnxException? Refusal { get; private set; }

    /// <summary>What can't be read at all: sequences and texts as inputs or outputs.</summary>
    public string? NoTensors { get; private set; }

    public static BackendCase Of(string folder)
    {
        try
        {
            BackendCase made = new(folder);
            made.Import();
            return made;
        }
        catch (Exception e) when (e is InvalidOperationException or Google.Protobuf.InvalidProtocolBufferException)
        {
            throw new InvalidOperationException($"{folder}: {e.Message}", e);
        }
    }

    private TensorData Read(ValueInfoProto value, string file)
    {
        TensorData nothing = new(ElementType.Float, [0], Array.Empty<float>());
        if (value.Type?.TensorType is null)
        {
            NoTensors = "takes or gives what is no tensor";
            return nothing;
        }
        TensorProto tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(file));
        if (!((ElementType)tensor.DataType).IsNumeric())
        {
            NoTensors = $"takes or gives {((ElementType)tensor.DataType).Text()}";
            return nothing;
        }
        return new TensorReader(null).Read(tensor);
    }

    // Inputs that must be known are constants, as the importer asks for them.
    private void Import()
    {
        OnnxImportOptions options = new() { ClassName = "Case" + string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) };
        foreach ((string name, TensorData data) in inputs)
            options.Inputs[name] = data.Shape;
        while (NoTensors is null)
        {
            try
            {
                Imported = OnnxImporter.Import(Path.Combine(folder, "model.onnx"), options);
                break;
            }
            catch (OnnxException e) when (e.NeedsConstant is { } name && inputs.ContainsKey(name) && !options.Constants.ContainsKey(name))
            {
                options.Constants[name] = [.. Enumerable.Range(0, inputs[name].Length).Select(i => inputs[name][i])];
            }
            catch (OnnxException e)
            {
                Refusal = e;
                break;
            }
        }
        IsFloat = NoTensors is null && inputs.All(i => i.Value.Type == ElementType.Float || options.Constants.ContainsKey(i.Key)) && outputs.All(o => o.Type == ElementType.Float);
    }

    /// <summary>Null if a network gives what the standard says.</summary>
    public string? Difference(INetwork network)
    {
        float[] sample = [.. Imported!.Inputs.SelectMany(i => inputs.TryGetValue(i.Name, out TensorData? data) ? data.Floats : [0])];
        float[] expected = [.. outputs.SelectMany(o => o.Floats)], actual = new float[expected.Length];
        if (Imported.Outputs.Sum(o => o.Length) != expected.Length)
            return $"gives {Imported.Outputs.Sum(o => o.Length)} numbers instead of {expected.Length}";
        int produced = 0;
        foreach (TensorData output in outputs.Where(o => o.Length > 0))
        {
            if (produced < Imported.Outputs.Length && !Imported.Outputs[produced].Shape.SequenceEqual(output.Shape))
                return $"has the shape [{string.Join(", ", Imported.Outputs[produced].Shape)}] instead of [{string.Join(", ", output.Shape)}]";
            produced++;
        }
        network.Predict(sample, actual);
        return Agreement.Difference(expected, actual);
    }
}
