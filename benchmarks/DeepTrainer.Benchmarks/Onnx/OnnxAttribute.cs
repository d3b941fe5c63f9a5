namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>An operator's attributes: a name, a value and its type.</summary>
internal static class OnnxAttribute
{
    private const int FloatType = 1, IntegerType = 2, TextType = 3, IntegersType = 7;

    public static ProtobufWriter Of(string name, long value) => new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, IntegerType);

    public static ProtobufWriter Of(string name, float value) => new ProtobufWriter().Text(1, name).Float(2, value).Integer(20, FloatType);

    public static ProtobufWriter Of(string name, string value) => new ProtobufWriter().Text(1, name).Text(4, value).Integer(20, TextType);

    public static ProtobufWriter Of(string name, IEnumerable<int> values)
    {
        ProtobufWriter attribute = new ProtobufWriter().Text(1, name);
        foreach (int value in values)
            attribute.Integer(8, value);
        return attribute.Integer(20, IntegersType);
    }
}
