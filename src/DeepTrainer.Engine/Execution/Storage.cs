namespace DeepTrainer.Engine.Execution;

/// <summary>Memory that one value, or several one after another, live in; it grows with the batch and never shrinks.</summary>
internal sealed class Storage<T>(Memory<T> data)
{
    private long perSample;
    private long whole;

    public Storage()
        : this(default)
    {
    }

    public Memory<T> Data { get; private set; } = data;

    /// <summary>Makes room for a value of the shape, whatever the batch will be.</summary>
    public void Require(Shape shape)
    {
        if (shape.IsBatched)
            perSample = Math.Max(perSample, shape.SampleSize);
        else
            whole = Math.Max(whole, shape.SampleSize);
    }

    public void Reserve(int batch)
    {
        long needed = Math.Max(whole, perSample * batch);
        if (needed > Data.Length)
            Data = new T[checked((int)needed)];
    }
}
