using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Folding;

/// <summary>What takes elements by number, or puts them there.</summary>
internal static class FoldIndexing
{
    public static IEnumerable<KeyValuePair<string, Func<NodeContext, TensorData[]?>>> Operators { get; } =
    [
        new("Gather", Gather), new("GatherElements", GatherElements), new("GatherND", GatherNd), new("ScatterND", ScatterNd),
        new("ScatterElements", ScatterElements), new("Scatter", ScatterElements),
        new("NonZero", NonZero), new("Compress", Compress), new("OneHot", OneHot), new("Unique", Unique),
    ];

    private static TensorData[]? Gather(NodeContext n)
    {
        TensorData x = n.Constant(0), numbers = n.Constant(1);
        int axis = Specs.Axis(n, x.Shape.Length, 0), behind = numbers.Shape.Length;
        int[] shape = [.. x.Shape[..axis], .. numbers.Shape, .. x.Shape[(axis + 1)..]], strides = Shapes.Strides(x.Shape), ofNumbers = Shapes.Strides(numbers.Shape);
        long[] at = numbers.Ints;
        return FoldShaping.Picked(n, x, shape, index =>
        {
            int number = 0;
            for (int i = 0; i < behind; i++)
                number += index[axis + i] * ofNumbers[i];
            int place = Place(n, at[number], x.Shape[axis]) * strides[axis];
            for (int a = 0; a < x.Shape.Length; a++)
                place += a == axis ? 0 : index[a < axis ? a : a + behind - 1] * strides[a];
            return place;
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? GatherElements(NodeContext n)
    {
        TensorData x = n.Constant(0), numbers = n.Constant(1);
        int axis = Specs.Axis(n, x.Shape.Length, 0), next = 0;
        int[] strides = Shapes.Strides(x.Shape);
        long[] at = numbers.Ints;
        return FoldShaping.Picked(n, x, numbers.Shape, index =>
        {
            int number = next++;
            return index.Select((i, a) => (a == axis ? Place(n, at[number], x.Shape[axis]) : i) * strides[a]).Sum();
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? GatherNd(NodeContext n)
    {
        TensorData x = n.Constant(0), numbers = n.Constant(1);
        if (n.Int("batch_dims", 0) != 0)
            return null;
        int depth = numbers.Shape[^1], outer = numbers.Shape.Length - 1;
        int[] shape = [.. numbers.Shape[..^1], .. x.Shape[depth..]], strides = Shapes.Strides(x.Shape), ofNumbers = Shapes.Strides(numbers.Shape);
        long[] at = numbers.Ints;
        return FoldShaping.Picked(n, x, shape, index =>
        {
            int row = 0, place = 0;
            for (int i = 0; i < outer; i++)
                row += index[i] * ofNumbers[i];
            for (int d = 0; d < depth; d++)
                place += Place(n, at[row + d], x.Shape[d]) * strides[d];
            for (int i = outer; i < index.Length; i++)
                place += index[i] * strides[depth + i - outer];
            return place;
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? ScatterNd(NodeContext n)
    {
        TensorData x = n.Constant(0), numbers = n.Constant(1), updates = n.Constant(2);
        if (n.Text("reduction", "none") != "none")
            return null;
        int depth = numbers.Shape[^1], rows = numbers.Length / depth, width = (int)Shapes.Size(x.Shape[depth..]);
        int[] strides = Shapes.Strides(x.Shape);
        long[] at = numbers.Ints;
        n.Context.Work(numbers.Length);
        return n.Context.Afford(x.Length, () =>
        {
            double[] values = [.. Enumerable.Range(0, x.Length).Select(i => x[i])];
            for (int row = 0; row < rows; row++)
            {
                int place = Enumerable.Range(0, depth).Sum(d => Place(n, at[(row * depth) + d], x.Shape[d]) * strides[d]);
                for (int i = 0; i < width; i++)
                    values[place + i] = updates[(row * width) + i];
            }
            return TensorData.Of(x.Type, x.Shape, values);
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? ScatterElements(NodeContext n)
    {
        TensorData x = n.Constant(0), numbers = n.Constant(1), updates = n.Constant(2);
        if (n.Text("reduction", "none") != "none")
            return null;
        int axis = Specs.Axis(n, x.Shape.Length, 0);
        int[] strides = Shapes.Strides(x.Shape);
        long[] at = numbers.Ints;
        n.Context.Work(numbers.Length);
        return n.Context.Afford(x.Length, () =>
        {
            double[] values = [.. Enumerable.Range(0, x.Length).Select(i => x[i])];
            int next = 0;
            foreach (int[] index in Shapes.Indices(numbers.Shape))
            {
                values[index.Select((i, a) => (a == axis ? Place(n, at[next], x.Shape[axis]) : i) * strides[a]).Sum()] = updates[next];
                next++;
            }
            return TensorData.Of(x.Type, x.Shape, values);
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? NonZero(NodeContext n)
    {
        TensorData x = n.Constant(0);
        n.Context.Work(x.Length);
        int rank = x.Shape.Length, count = Enumerable.Range(0, x.Length).Count(i => x[i] != 0);
        return n.Context.Afford((long)rank * count, () =>
        {
            long[] found = new long[rank * count];
            int next = 0, at = 0;
            foreach (int[] index in Shapes.Indices(x.Shape))
            {
                if (x[next++] == 0)
                    continue;
                for (int a = 0; a < rank; a++)
                    found[(a * count) + at] = index[a];
                at++;
            }
            return new(ElementType.Int64, [rank, count], found);
        }) is { } result ? [result] : throw n.Unsupported($"the places of {count} elements");
    }

    private static TensorData[]? Compress(NodeContext n)
    {
        TensorData x = n.HasAttribute("axis") ? n.Constant(0) : n.Constant(0).Reshaped(n.Constant(0).Length), condition = n.Constant(1);
        int axis = n.HasAttribute("axis") ? Specs.Axis(n, x.Shape.Length, 0) : 0;
        int[] chosen = [.. Enumerable.Range(0, Math.Min(condition.Length, x.Shape[axis])).Where(i => condition[i] != 0)], strides = Shapes.Strides(x.Shape);
        return FoldShaping.Picked(n, x, x.Shape.With(axis, chosen.Length), index => index.Select((i, a) => (a == axis ? chosen[i] : i) * strides[a])
            .Sum()) is { } result ? [result] : null;
    }

    private static TensorData[]? OneHot(NodeContext n)
    {
        TensorData numbers = n.Constant(0), values = n.Constant(2);
        int depth = n.Ints(1)[0], axis = n.Axis(n.Int("axis", -1), numbers.Shape.Length + 1);
        int[] shape = numbers.Shape.Insert(axis, depth), strides = Shapes.Strides(numbers.Shape);
        return FoldShaping.Picked(n, values, shape, index =>
        {
            long number = (long)numbers[Shapes.Place(numbers.Shape, strides, index.Without(axis))];
            return (number < 0 ? number + depth : number) == index[axis] ? 1 : 0;
        }) is { } result ? [result] : null;
    }

    // Rows along an axis, or elements without one: the distinct ones, where each is first, which of them each is, and how many are of each.
    private static TensorData[]? Unique(NodeContext n)
    {
        bool hasAxis = n.HasAttribute("axis"), isSorted = n.Flag("sorted", true);
        TensorData x = hasAxis ? n.Constant(0) : n.Constant(0).Reshaped(n.Constant(0).Length);
        int axis = hasAxis ? Specs.Axis(n, x.Shape.Length, 0) : 0, extent = x.Shape[axis];
        int[] strides = Shapes.Strides(x.Shape), one = x.Shape.With(axis, 1);
        int[] offsets = [.. Shapes.Indices(one).Select(index => index.Select((at, a) => at * strides[a]).Sum())];
        Comparer<int> byValue = Comparer<int>.Create((a, b) => offsets.Select(o => x[o + (a * strides[axis])].CompareTo(x[o + (b * strides[axis])])).FirstOrDefault(c => c != 0));
        SortedDictionary<int, List<int>> groups = new(byValue);
        for (int i = 0; i < extent; i++)
        {
            if (!groups.TryGetValue(i, out List<int>? group))
                groups[i] = group = [];
            group.Add(i);
        }
        List<int>[] order = [.. groups.Values.OrderBy(g => isSorted ? 0 : g[0])];
        int[] shape = x.Shape.With(axis, order.Length);
        long[] which = new long[extent];
        for (int g = 0; g < order.Length; g++)
        {
            foreach (int member in order[g])
                which[member] = g;
        }
        return FoldShaping.Picked(n, x, shape, index => index.Select((at, a) => (a == axis ? order[at][0] : at) * strides[a]).Sum()) is { } values
            ? [values, TensorData.OfInts([.. order.Select(g => (long)g[0])]), TensorData.OfInts(which), TensorData.OfInts([.. order.Select(g => (long)g.Count)])] : null;
    }

    private static int Place(NodeContext n, long number, int extent) => number >= -extent && number < extent ? (int)(number < 0 ? number + extent : number)
        : throw n.Fail($"it takes element {number} of {extent}");
}
