using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>Elements put at numbered places of an axis.</summary>
internal static class Scatters
{
    // 1 where a number is that of a place: axis runs over the numbers, the one behind it over the places.
    internal static Tensor Places(Tensor x, int axis, Tensor numbers)
    {
        int[] along = new int[x.Rank - axis];
        for (int i = 0; i < along.Length; i++)
            along[i] = i == 0 ? x.Shape[axis] : 1;
        return Equal(numbers.Unsqueeze(axis + 1), Range(x.Shape[axis]).Reshape(along));
    }

    // What has fewer elements than x along other axes, with a border behind.
    internal static Tensor Grown(Tensor part, Tensor x, double value)
    {
        Tensor result = part;
        for (int i = 0; i < x.Rank; i++)
        {
            int rest = x.Shape[i] - part.Shape[i];
            if (rest > 0)
                result = Pad(result, i, 0, rest, value);
        }
        return result;
    }

    // x with other elements at numbered places.
    internal static Tensor Scatter(Tensor x, int axis, Tensor numbers, Tensor updates)
    {
        Tensor places = Places(x, axis, numbers);
        Tensor sums = Sum(Where(places, updates.Unsqueeze(axis + 1), 0), axis);
        return Where(Grown(Max(places, axis), x, 0), Grown(sums, x, 0), x);
    }

    internal static Tensor ScatterSum(Tensor x, int axis, Tensor numbers, Tensor updates) =>
        x + Grown(Sum(Where(Places(x, axis, numbers), updates.Unsqueeze(axis + 1), 0), axis), x, 0);

    internal static Tensor ScatterMultiply(Tensor x, int axis, Tensor numbers, Tensor updates) =>
        x * Grown(Product(Where(Places(x, axis, numbers), updates.Unsqueeze(axis + 1), 1), axis), x, 1);

    internal static Tensor ScatterMinimum(Tensor x, int axis, Tensor numbers, Tensor updates) =>
        Minimum(x, Grown(Min(Where(Places(x, axis, numbers), updates.Unsqueeze(axis + 1), float.PositiveInfinity), axis), x, float.PositiveInfinity));

    internal static Tensor ScatterMaximum(Tensor x, int axis, Tensor numbers, Tensor updates) =>
        Maximum(x, Grown(Max(Where(Places(x, axis, numbers), updates.Unsqueeze(axis + 1), float.NegativeInfinity), axis), x, float.NegativeInfinity));
}
