namespace DeepTrainer.Engine.Execution;

/// <summary>Memory that one value, or several one after another, live in; it grows with the batch and never shrinks.</summary>
internal sealed class Storage<T>(Memory<T> data)
{
    // How many elements there are at most of each sample, pair of samples, …; and of none.
    private readonly List<long> sizes = [];

    public Storage()
        : this(default)
    {
    }

    public Memory<T> Data { get; private set; } = data;

    /// <summary>Makes room for a value of the shape, whatever the batch will be.</summary>
    public void Require(Shape shape)
    {
        while (sizes.Count <= shape.Open)
            sizes.Add(0);
        sizes[shape.Open] = Math.Max(sizes[shape.Open], shape.SampleSize);
    }

    public void Reserve(int batch)
    {
        long needed = 0, places = 1;
        foreach (long size in sizes)
        {
            needed = Math.Max(needed, size * places);
            places = checked(places * batch);
        }
        if (needed > Data.Length)
            Data = new T[checked((int)needed)];
    }
}
