using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>Borders that repeat the tensor, and elements by number.</summary>
internal static class Borders
{
    // A part of an axis.
    internal static Tensor Part(Tensor x, int axis, int start, int count)
    {
        int rest = x.Shape[axis] - start - count;
        Tensor behind = start == 0 ? x : Split(x, [start, x.Shape[axis] - start], axis)[1];
        return rest == 0 ? behind : Split(behind, [count, rest], axis)[0];
    }

    // A border that mirrors the elements beside the outermost ones.
    internal static Tensor PadReflected(Tensor x, int axis, int before, int after)
    {
        int extent = x.Shape[axis];
        Tensor result = x;
        if (before > 0)
            result = Concat(axis, Flip(Part(x, axis, 1, before), axis), result);
        return after > 0 ? Concat(axis, result, Flip(Part(x, axis, extent - 1 - after, after), axis)) : result;
    }

    // A border of the outermost elements.
    internal static Tensor PadWithEdge(Tensor x, int axis, int before, int after)
    {
        int extent = x.Shape[axis];
        Tensor result = x;
        if (before > 0)
            result = Concat(axis, Repeat(Part(x, axis, 0, 1), before, axis), result);
        return after > 0 ? Concat(axis, result, Repeat(Part(x, axis, extent - 1, 1), after, axis)) : result;
    }

    // A border of what is at the other end.
    internal static Tensor PadWrapped(Tensor x, int axis, int before, int after)
    {
        int extent = x.Shape[axis];
        Tensor result = x;
        if (before > 0)
            result = Concat(axis, Part(x, axis, extent - before, before), result);
        return after > 0 ? Concat(axis, result, Part(x, axis, 0, after)) : result;
    }

    // Elements of an axis by number, neighbours together.
    internal static Tensor Take(Tensor x, int axis, int[] numbers)
    {
        List<Tensor> parts = [];
        for (int i = 0; i < numbers.Length;)
        {
            int count = 1;
            while (i + count < numbers.Length && numbers[i + count] == numbers[i] + count)
                count++;
            parts.Add(Part(x, axis, numbers[i], count));
            i += count;
        }
        return parts.Count == 1 ? parts[0] : Concat(axis, parts.ToArray());
    }
}
