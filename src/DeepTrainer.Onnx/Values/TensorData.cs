namespace DeepTrainer.Onnx.Values;

/// <summary>Numbers that are known while importing: floats of any width as float32, integers of any width and truth values as int64.</summary>
internal sealed class TensorData
{
    private readonly float[]? floats;
    private readonly long[]? ints;

    public TensorData(ElementType type, ReadOnlySpan<int> shape, float[] values)
    {
        (Type, Shape, floats) = (type, shape.ToArray(), values);
        Check();
    }

    public TensorData(ElementType type, ReadOnlySpan<int> shape, long[] values)
    {
        (Type, Shape, ints) = (type, shape.ToArray(), values);
        Check();
    }

    public ElementType Type { get; }

    public int[] Shape { get; }

    public int Length => floats?.Length ?? ints!.Length;

    public bool IsFloat => floats is not null;

    /// <summary>The floats; of integers their values as such.</summary>
    public float[] Floats => floats ?? Array.ConvertAll(ints!, i => (float)i);

    /// <summary>The integers; of floats their whole parts.</summary>
    public long[] Ints => ints ?? Array.ConvertAll(floats!, f => (long)f);

    /// <summary>An element as a double, which holds floats and integers below 2⁵³.</summary>
    public double this[int index] => floats is null ? ints![index] : floats[index];

    public static TensorData OfInts(params long[] values) => new(ElementType.Int64, [values.Length], values);

    public static TensorData OfInt(long value) => new(ElementType.Int64, [], [value]);

    public static TensorData OfFloat(float value) => new(ElementType.Float, [], [value]);

    /// <summary>Elements of a type from doubles.</summary>
    public static TensorData Of(ElementType type, ReadOnlySpan<int> shape, double[] values) => type.IsFloating()
        ? new(type, shape, Array.ConvertAll(values, v => (float)v))
        : new(type, shape, Array.ConvertAll(values, v => type.Wrap(v)));

    /// <summary>The same elements in another shape.</summary>
    public TensorData Reshaped(params int[] shape) => floats is null ? new(Type, shape, ints!) : new(Type, shape, floats);

    /// <summary>Elements of this one by their places in it; a place of -1 is 0.</summary>
    public TensorData Pick(int[] shape, int[] places) => floats is null
        ? new(Type, shape, Array.ConvertAll(places, p => p < 0 ? 0 : ints![p]))
        : new(Type, shape, Array.ConvertAll(places, p => p < 0 ? 0 : floats[p]));

    private void Check()
    {
        if (Shapes.Size(Shape) != Length)
            throw new OnnxException($"A tensor of the shape {Shapes.Text(Shape)} has {Shapes.Size(Shape)} elements, but {Length} are there.");
    }
}
