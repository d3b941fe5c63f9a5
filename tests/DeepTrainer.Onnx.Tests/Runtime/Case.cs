using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>A model of a few nodes with numbers of its own for its inputs and weights.</summary>
internal sealed class Case
{
    private readonly Random random;
    private readonly ModelBuilder builder;

    /// <summary>A model.</summary>
    /// <param name="seed">What its numbers are drawn from.</param>
    /// <param name="opset">Its version of the operators.</param>
    /// <param name="build">Makes it, and gives its outputs' names.</param>
    public Case(int seed, int opset, Func<Case, string[]> build)
    {
        random = new(seed);
        builder = new(opset);
        builder.Output(build(this));
        Model = builder.Bytes();
    }

    public byte[] Model { get; }

    public ModelBuilder Builder => builder;

    public Dictionary<string, TensorData> Inputs { get; } = [];

    /// <summary>An input of floats between -2 and 2.</summary>
    public string X(params int[] shape) => Given($"x{Inputs.Count}", new(ElementType.Float, shape, Draw(shape, 2)));

    /// <summary>An input of whole numbers from low to high.</summary>
    public string Whole(int low, int high, ElementType type, params int[] shape) => Given($"i{Inputs.Count}", Numbers(low, high, type, shape));

    /// <summary>A weight of floats between -1 and 1.</summary>
    public string W(params int[] shape) => builder.Weight($"w{builder.Graph.Initializer.Count}.weight", new(ElementType.Float, shape, Draw(shape, 1)));

    /// <summary>A weight of floats between 0.5 and 1.5.</summary>
    public string Positive(params int[] shape) =>
        builder.Weight($"p{builder.Graph.Initializer.Count}", new(ElementType.Float, shape, Array.ConvertAll(Draw(shape, 0.5), v => v + 1)));

    public string WholeWeight(int low, int high, ElementType type, params int[] shape) => builder.Weight($"n{builder.Graph.Initializer.Count}", Numbers(low, high, type, shape));

    public string Fixed(ElementType type, int[] shape, params long[] values) => builder.Weight($"f{builder.Graph.Initializer.Count}", new(type, shape, values));

    public string Number(float value) => builder.Weight($"s{builder.Graph.Initializer.Count}", TensorData.OfFloat(value));

    public string Ints(params long[] values) => builder.Ints(values);

    public string Floats(params float[] values) => builder.Floats(values);

    public string N(string op, string[] inputs, params (string, object)[] attributes) => builder.Node(op, inputs, attributes);

    public string[] Many(string op, int outputs, string[] inputs, params (string, object)[] attributes) => builder.Nodes(op, outputs, inputs, "", attributes);

    public string Microsoft(string op, string[] inputs, params (string, object)[] attributes) => builder.Nodes(op, 1, inputs, "com.microsoft", attributes)[0];

    /// <summary>The model, imported.</summary>
    public ImportedNetwork Import(string className) => OnnxImporter.Import(Model, className + ".onnx", new() { ClassName = className });

    /// <summary>Null if a network gives what ONNX Runtime gives.</summary>
    public string? Difference(INetwork network, ImportedNetwork imported, double relative = 1e-3, double absolute = 1e-4)
    {
        float[] expected = Witness.Run(Model, Inputs), actual = new float[network.Info.OutputSize];
        network.Predict([.. imported.Inputs.SelectMany(i => Inputs[i.Name].Floats)], actual);
        return Agreement.Difference(expected, actual, relative, absolute);
    }

    private string Given(string name, TensorData data)
    {
        Inputs[name] = data;
        return builder.Input(name, data.Shape, data.Type);
    }

    private float[] Draw(int[] shape, double range) => [.. Enumerable.Range(0, (int)Shapes.Size(shape)).Select(_ => (float)(((random.NextDouble() * 2) - 1) * range))];

    private TensorData Numbers(int low, int high, ElementType type, int[] shape) =>
        new(type, shape, [.. Enumerable.Range(0, (int)Shapes.Size(shape)).Select(_ => (long)random.Next(low, high + 1))]);
}
