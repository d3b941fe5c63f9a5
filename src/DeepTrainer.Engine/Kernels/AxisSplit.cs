namespace DeepTrainer.Engine.Kernels;

/// <summary>A tensor seen from one axis: [Outer, Extent, Inner].</summary>
internal readonly record struct AxisSplit(int Outer, int Extent, int Inner)
{
    public static AxisSplit Of(ReadOnlySpan<int> extents, int axis) =>
        new(Product(extents[..axis]), extents[axis], Product(extents[(axis + 1)..]));

    private static int Product(ReadOnlySpan<int> extents)
    {
        int product = 1;
        foreach (int extent in extents)
            product *= extent;
        return product;
    }
}
