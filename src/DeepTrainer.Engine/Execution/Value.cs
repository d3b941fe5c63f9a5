namespace DeepTrainer.Engine.Execution;

/// <summary>A node's value while its graph runs: its extents with the batch filled in, and where its elements are, row by row.</summary>
internal sealed class Value<T>(Shape shape, Storage<T> storage)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Storage<T> Storage => storage;

    public int[] Extents { get; } = [.. shape.Dimensions.Select(extent => Math.Max(extent, 0))];

    public int Length { get; private set; }

    /// <summary>The samples of the largest batch for which the elements are an array, or as many as may be where they don't depend on it.</summary>
    public long MaxSamples => shape.SampleSize > Array.MaxLength ? 0 : shape.Open == 0 ? Array.MaxLength : (long)Math.Pow(Array.MaxLength / shape.SampleSize, 1.0 / shape.Open);

    public Span<T> Span => storage.Data.Span[..Length];

    /// <summary>The value in float64, where the node is a host scalar.</summary>
    public double Host { get; private set; }

    public void Resize(int batch)
    {
        for (int d = 0; d < Extents.Length; d++)
        {
            if (Shape.IsOpen(shape[d]))
                Extents[d] = batch;
        }
        int length = 1;
        foreach (int extent in Extents)
            length = checked(length * extent);
        Length = length;
    }

    /// <summary>Sets a host scalar: in float64 for other host scalars, rounded for all else.</summary>
    public void SetHost(double value)
    {
        Host = value;
        Span[0] = T.CreateTruncating(value);
    }
}
