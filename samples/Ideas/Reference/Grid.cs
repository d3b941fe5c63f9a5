namespace Samples.Reference;

/// <summary>Numbers of 64 bits in rows, columns and so on: all that the references compute with.</summary>
internal sealed class Grid(int[] shape, double[] data)
{
    public Grid(params int[] shape)
        : this(shape, new double[shape.Aggregate(1, (a, e) => a * e)])
    {
    }

    public int[] Shape => shape;

    public double[] Data => data;

    public double this[int i]
    {
        get => data[i];
        set => data[i] = value;
    }

    public double this[int i, int j]
    {
        get => data[(i * shape[1]) + j];
        set => data[(i * shape[1]) + j] = value;
    }

    public double this[int i, int j, int k]
    {
        get => data[(((i * shape[1]) + j) * shape[2]) + k];
        set => data[(((i * shape[1]) + j) * shape[2]) + k] = value;
    }

    public double this[int i, int j, int k, int l]
    {
        get => data[(((((i * shape[1]) + j) * shape[2]) + k) * shape[3]) + l];
        set => data[(((((i * shape[1]) + j) * shape[2]) + k) * shape[3]) + l] = value;
    }

    /// <summary>One entry of the first axis.</summary>
    public Grid Row(int i)
    {
        int length = data.Length / shape[0];
        return new(shape[1..], data[(i * length)..((i + 1) * length)]);
    }

    /// <summary>The same numbers in another shape.</summary>
    public Grid As(params int[] other) => new(other, data);

    public Grid Select(Func<double, double> f) => new(shape, [.. data.Select(f)]);

    public static implicit operator Grid(double number) => new([], [number]);

    public static Grid operator +(Grid a, Grid b) => new(a.Shape, [.. a.Data.Zip(b.Data, (x, y) => x + y)]);

    public static Grid operator -(Grid a, Grid b) => new(a.Shape, [.. a.Data.Zip(b.Data, (x, y) => x - y)]);

    public static Grid operator *(Grid a, Grid b) => new(a.Shape, [.. a.Data.Zip(b.Data, (x, y) => x * y)]);
}
