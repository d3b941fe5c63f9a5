namespace DeepTrainer.Onnx.Importing;

/// <summary>A node while it is imported: what it is given, and what it gives.</summary>
internal sealed partial class NodeContext(GraphImporter graph, NodeProto node, int opset, IReadOnlySet<string> needed)
{
    public GraphImporter Graph => graph;

    public ImportContext Context => graph.Context;

    public string Operator => node.OpType;

    /// <summary>The version of the operator set.</summary>
    public int Opset => opset;

    public int InputCount => node.Input.Count;

    public int OutputCount => node.Output.Count;

    public static string Describe(NodeProto node) =>
        $"{node.OpType}{(node.Name.Length > 0 ? $" '{node.Name}'" : node.Output.FirstOrDefault() is { Length: > 0 } output ? $" that makes '{output}'" : "")}";

    /// <summary>A mistake that is told: what at this node.</summary>
    public OnnxException Fail(string what) => new($"{Describe(node)}: {what}.") { Operator = Operator };

    /// <summary>What isn't supported of the operator, and what to do.</summary>
    public OnnxException Unsupported(string what) => Fail($"{what} isn't supported; export the model without it, or replace the operator");

    /// <summary>Whether an input is there.</summary>
    public bool Has(int input) => Input(input) is not (null or MissingValue);

    /// <summary>An input; null if the node has none there.</summary>
    public Value? Input(int index)
    {
        if (index >= node.Input.Count || node.Input[index].Length == 0)
            return null;
        Value value = graph.Find(node.Input[index]) ?? throw GraphImporter.NotMade(node, node.Input[index]);
        return isOfTwo && value is ConstantValue { OfTwo: { } two } ? new ConstantValue(two) : value;
    }

    private bool isOfTwo;

    /// <summary>Works something out as if the open batch had two samples.</summary>
    public T OfTwoSamples<T>(Func<T> work)
    {
        isOfTwo = true;
        try
        {
            return work();
        }
        catch (OnnxException) when (Enumerable.Range(0, InputCount).FirstOrDefault(i => graph.Find(InputName(i)) is ConstantValue { OfTwo: not null }, -1) is >= 0 and var input)
        {
            throw BatchAxes.OfExtent(this, input);
        }
        finally
        {
            isOfTwo = false;
        }
    }

    public IReadOnlyList<TensorValue> Tensors => [.. Enumerable.Range(0, InputCount).Where(Has).Select(Tensor)];

    public TensorValue Tensor(int index) => Input(index) switch
    {
        TensorValue tensor => tensor,
        null or MissingValue => throw Fail($"its input {index + 1} is missing"),
        _ => throw Fail($"its input {index + 1} is no tensor"),
    };

    /// <summary>A tensor; null if the input isn't there.</summary>
    public TensorValue? Optional(int index) => Has(index) ? Tensor(index) : null;

    /// <summary>An input whose numbers must be known while importing.</summary>
    public TensorData Constant(int index)
    {
        TensorValue value = Tensor(index);
        if (value is ConstantValue constant)
            return constant.Data;
        string[] sources = [.. Context.Method.Sources(((VariableValue)value).Name)];
        string[] names = [.. sources.Where(Context.InputNames.ContainsKey).Select(s => Context.InputNames[s])];
        string? cause = names.FirstOrDefault(n => n == node.Input[index]) ?? names.FirstOrDefault();
        string remedy = cause is null ? "export the model with constant shapes" : $"give the model's input '{cause}' a value while importing (--constant {cause}=…)";
        throw new OnnxException($"{Describe(node)}: its input {index + 1}, '{node.Input[index]}', must be known while importing; "
            + $"{remedy}.")
        { Operator = Operator, NeedsConstant = cause };
    }

    /// <summary>The numbers of an input; null if they aren't known, or it isn't there.</summary>
    public TensorData? Known(int index) => Has(index) && Tensor(index) is ConstantValue constant ? constant.Data : null;

    /// <summary>Whole numbers of an input, which must fit an int.</summary>
    public int[] Ints(int index) => [.. Constant(index).Ints.Select(i => (int)Math.Clamp(i, int.MinValue, int.MaxValue))];

    /// <summary>An axis from 0 on.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw Fail($"it has the axis {axis}, but its tensor has {rank} axes");

    /// <summary>Whether an output is looked at.</summary>
    public bool Wants(int output) => output < node.Output.Count && node.Output[output].Length > 0 && needed.Contains(node.Output[output]);

    /// <summary>The name of an output in the model.</summary>
    public string OutputName(int output) => output < node.Output.Count ? node.Output[output] : "";

    /// <summary>The name of an input in the model.</summary>
    public string InputName(int input) => input < node.Input.Count ? node.Input[input] : "";

    /// <summary>What the node has given so far.</summary>
    public Value? Output(int output) => OutputName(output) is { Length: > 0 } name ? graph.Find(name) : null;

    public void Give(int output, Value value)
    {
        if (output < node.Output.Count && node.Output[output].Length > 0)
            graph.Set(node.Output[output], value);
    }

    public void Give(int output, TensorData data) => Give(output, new ConstantValue(data));
}
