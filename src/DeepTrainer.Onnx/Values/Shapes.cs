namespace DeepTrainer.Onnx.Values;

/// <summary>Extents of axes, all of them known.</summary>
internal static class Shapes
{
    /// <summary>How many elements there are; more than fit a long count as the most.</summary>
    public static long Size(ReadOnlySpan<int> shape)
    {
        long size = 1;
        bool isEmpty = false;
        foreach (int extent in shape)
        {
            isEmpty |= extent == 0;
            size = size > long.MaxValue / Math.Max(extent, 1) ? long.MaxValue : size * Math.Max(extent, 1);
        }
        return isEmpty ? 0 : size;
    }

    public static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Both broadcast as NumPy does; null if they don't fit.</summary>
    public static int[]? Broadcast(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] both = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int left = i < rank - a.Length ? 1 : a[i - rank + a.Length], right = i < rank - b.Length ? 1 : b[i - rank + b.Length];
            if (left != right && left != 1 && right != 1)
                return null;
            both[i] = left == 1 ? right : left;
        }
        return both;
    }

    /// <summary>How far apart neighbours of each axis lie in row-major order.</summary>
    public static int[] Strides(int[] shape)
    {
        int[] strides = new int[shape.Length];
        int stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
            (strides[i], stride) = (stride, stride * shape[i]);
        return strides;
    }

    /// <summary>All indices of a shape in row-major order; the array is used again.</summary>
    public static IEnumerable<int[]> Indices(int[] shape)
    {
        long size = Size(shape);
        int[] index = new int[shape.Length];
        for (long n = 0; n < size; n++)
        {
            yield return index;
            for (int i = shape.Length - 1; i >= 0 && ++index[i] == shape[i]; i--)
                index[i] = 0;
        }
    }

    /// <summary>The place in row-major order of an index, of which only the last axes may be there and axes of extent 1 don't count.</summary>
    public static int Place(int[] shape, int[] strides, ReadOnlySpan<int> index)
    {
        int place = 0, skipped = index.Length - shape.Length;
        for (int i = 0; i < shape.Length; i++)
            place += shape[i] == 1 ? 0 : strides[i] * index[skipped + i];
        return place;
    }

    public static int[] Without(this int[] shape, params int[] axes) => [.. shape.Where((_, i) => !axes.Contains(i))];

    public static int[] With(this int[] shape, int axis, int extent) => [.. shape.Select((e, i) => i == axis ? extent : e)];

    public static int[] Insert(this int[] shape, int axis, int extent) => [.. shape[..axis], extent, .. shape[axis..]];
}
