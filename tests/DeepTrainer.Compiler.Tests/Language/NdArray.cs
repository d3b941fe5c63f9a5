namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>An array of float64 with axes, for references: every function is the dumbest loop over indices.</summary>
internal sealed class NdArray(int[] shape, double[] data)
{
    public int[] Shape => shape;

    public double[] Data => data;

    public int Rank => shape.Length;

    public static int SizeOf(int[] shape) => shape.Aggregate(1, (a, b) => a * b);

    public static NdArray Of(int[] shape, Func<int[], double> at) => new(shape, [.. Indices(shape).Select(at)]);

    public static NdArray Scalar(double value) => new([], [value]);

    public double this[int[] index] => data[Offset(index)];

    public NdArray Map(Func<double, double> f) => new(shape, [.. data.Select(f)]);

    /// <summary>NumPy's broadcasting; null where shapes don't fit. -1 is an extent like others.</summary>
    public static int[]? Broadcast(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] result = new int[rank];
        for (int back = 1; back <= rank; back++)
        {
            int x = back <= a.Length ? a[^back] : 1, y = back <= b.Length ? b[^back] : 1;
            if (x != y && x != 1 && y != 1)
                return null;
            result[^back] = x == 1 ? y : x;
        }
        return result;
    }

    public static NdArray Zip(NdArray a, NdArray b, Func<double, double, double> f) =>
        Of(Broadcast(a.Shape, b.Shape)!, i => f(a.Stretched(i), b.Stretched(i)));

    /// <summary>The element at an index of a shape that this one is broadcast to.</summary>
    public double Stretched(int[] index) => this[[.. shape.Select((extent, d) => extent == 1 ? 0 : index[index.Length - Rank + d])]];

    /// <summary>What a function makes of all elements along axes.</summary>
    public NdArray Reduce(int[] axes, bool keep, Func<double[], double> f)
    {
        int[] kept = [.. shape.Select((e, d) => axes.Contains(d) ? 1 : e)];
        NdArray all = Of(kept, i => f([.. Indices([.. shape.Select((e, d) => axes.Contains(d) ? e : 1)]).Select(j => this[[.. i.Zip(j, (a, b) => a + b)]])]));
        return keep ? all : all.Reshape([.. kept.Where((_, d) => !axes.Contains(d))]);
    }

    /// <summary>What a function makes of each line along an axis.</summary>
    public NdArray Along(int axis, int extent, Func<double[], double[]> f)
    {
        int[] result = [.. shape.Select((e, d) => d == axis ? extent : e)];
        return Of(result, i => f([.. Enumerable.Range(0, shape[axis]).Select(k => this[[.. i.Select((v, d) => d == axis ? k : v)]])])[i[axis]]);
    }

    public NdArray View(int[] to, Func<int[], int[]> from) => Of(to, i => this[from(i)]);

    public NdArray Reshape(int[] to) => new(to, data);

    public static NdArray Join(int axis, params NdArray[] parts) =>
        Of([.. parts[0].Shape.Select((e, d) => d == axis ? parts.Sum(p => p.Shape[axis]) : e)], i =>
        {
            int at = i[axis];
            foreach (NdArray part in parts)
            {
                if (at < part.Shape[axis])
                    return part[[.. i.Select((v, d) => d == axis ? at : v)]];
                at -= part.Shape[axis];
            }
            throw new InvalidOperationException("beyond all parts");
        });

    /// <summary>einsum</summary>
    public static NdArray Contract(string letters, params NdArray[] operands)
    {
        string[] sides = letters.Split("->"), of = sides[0].Split(',');
        string all = new([.. letters.Where(char.IsLower).Distinct()]), summed = new([.. all.Where(l => !sides[1].Contains(l))]);
        int ExtentOf(char l) => Enumerable.Range(0, of.Length).Where(o => of[o].Contains(l)).Select(o => operands[o].Shape[of[o].IndexOf(l)]).First();
        return Of([.. sides[1].Select(ExtentOf)], i => Indices([.. summed.Select(ExtentOf)]).Sum(j =>
            operands.Select((x, o) => x[[.. of[o].Select(l => sides[1].IndexOf(l) is >= 0 and int at ? i[at] : j[summed.IndexOf(l)])]]).Aggregate(1.0, (a, b) => a * b)));
    }

    public override string ToString() => $"[{string.Join(", ", shape)}] {string.Join(" ", data.Select(d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}";

    private int Offset(int[] index)
    {
        int offset = 0;
        for (int d = 0; d < Rank; d++)
            offset = (offset * shape[d]) + (index[d] >= 0 && index[d] < shape[d] ? index[d] : throw new InvalidOperationException($"index {index[d]} of {shape[d]}"));
        return offset;
    }

    private static IEnumerable<int[]> Indices(int[] shape)
    {
        int size = SizeOf(shape);
        for (int flat = 0; flat < size; flat++)
        {
            int[] index = new int[shape.Length];
            for (int d = shape.Length - 1, left = flat; d >= 0; left /= shape[d--])
                index[d] = left % shape[d];
            yield return index;
        }
    }
}
