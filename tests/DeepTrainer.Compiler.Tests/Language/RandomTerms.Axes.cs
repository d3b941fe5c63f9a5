using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Language;

/// <content>Along axes: reductions, products, indices, gradients, layers.</content>
internal sealed partial class RandomTerms
{
    // What would be nearly the same along an axis has a root of nearly 0, where rounding is all.
    private Term Spread(Term t) =>
        Binary(t, new("c", [.. t.Shape.Select(e => e == Batch ? 1 : e)], false, true, true, _ => Spreading(t), _ => Spreading(t, 0)) { IsOfSamples = false })!;

    private static double At(int i) => 2 * Math.Sin(1 + (3.7 * i));

    private static Tensor Spreading(Term t) =>
        Constant([.. Enumerable.Range(0, NdArray.SizeOf([.. t.Shape.Select(e => e == Batch ? 1 : e)])).Select(i => (float)At(i))])
            .Reshape([.. t.Shape.Select(e => e == Batch ? 1 : e)]);

    private static NdArray Spreading(Term t, int start) =>
        new([.. t.Shape.Select(e => e == Batch ? 1 : e)],
            [.. Enumerable.Range(start, NdArray.SizeOf([.. t.Shape.Select(e => e == Batch ? 1 : e)])).Select(i => (double)(float)At(i))]);

    private Term? Reduced(Term t)
    {
        int[] axes = [.. All(t.Rank).Where(_ => Chance(50))], given = [.. axes.Select(a => Signed(a, t.Rank))];
        if (axes.Length == 0)
            axes = All(t.Rank);
        bool keep = Chance(50), overBatch = axes.Any(a => t.Shape[a] == Batch);
        int kind = Below(9), correction = Below(2);
        int least = NdArray.SizeOf([.. axes.Select(a => Math.Abs(t.Shape[a]))]);
        if (kind is 5 && (overBatch || least > 12) || kind is 6 or 7 && (overBatch || least < 3))
            return null;
        Term of = kind is 4 or 7 ? Spread(t) : t;
        if (of.Rank != t.Rank || !of.Shape.SequenceEqual(t.Shape))
            return null;
        int[] shape = keep ? [.. t.Shape.Select((e, d) => axes.Contains(d) ? 1 : e)] : [.. t.Shape.Where((_, d) => !axes.Contains(d))];
        string text = $"(#, [{string.Join(", ", given)}], {keep})";
        Term Made(string name, Func<Tensor, Tensor> make, Func<double[], double> value, bool exact = false) =>
            of.Then(name + text, shape, make, x => x.Reduce(axes, keep, value), exact);
        return kind switch
        {
            0 => Made("Mean", x => Mean(x, given, keep), v => v.Average()),
            1 => keep ? Made("0.2 * Sum", x => 0.2 * Sum(x, given, keep), v => 0.2 * v.Sum()) : Made("0.2 * Sum", x => 0.2 * Sum(x, given), v => 0.2 * v.Sum()),
            2 => Made("Max", x => Max(x, given, keep), v => v.Max(), exact: true),
            3 => Made("Min", x => Min(x, given, keep), v => v.Min(), exact: true),
            4 => Made("Norm", x => Norm(x, given, keep), v => Math.Sqrt(v.Sum(e => e * e))),
            5 => Made("Product", x => Product(x, given, keep), v => v.Aggregate(1.0, (a, b) => a * b)),
            6 => Made($"Variance{correction}", x => Variance(x, given, keep, correction), v => VarianceOf(v, correction)),
            7 => Made($"StandardDeviation{correction}", x => StandardDeviation(x, given, keep, correction), v => Math.Sqrt(VarianceOf(v, correction))),
            _ => Made("LogSumExp", x => LogSumExp(x, given, keep), v => v.Max() + Math.Log(v.Sum(e => Math.Exp(e - v.Max())))),
        };

        static double VarianceOf(double[] v, int correction) => v.Sum(e => Math.Pow(e - v.Average(), 2)) / (v.Length - correction);
    }

    private Term? AlongAxis(Term t)
    {
        if (AxisOf(t) is not { } axis)
            return null;
        int n = t.Shape[axis], given = Signed(axis, t.Rank), count = 1 + Below(Math.Min(n, 3));
        int[] chosen = [.. t.Shape.Select((e, d) => d == axis ? count : e)];
        return Below(6) switch
        {
            0 => t.Then($"Softmax(#, {given})", t.Shape, x => Softmax(x, given), x => x.Along(axis, n, v => [.. v.Select(e => 1 / v.Sum(o => Math.Exp(o - e)))])),
            1 => t.Then($"LogSoftmax(#, {given})", t.Shape, x => LogSoftmax(x, given), x => x.Along(axis, n, v => [.. v.Select(e => -Math.Log(v.Sum(o => Math.Exp(o - e))))])),
            2 => t.Then($"0.3 * CumulativeSum(#, {given})", t.Shape, x => 0.3 * CumulativeSum(x, given),
                x => x.Along(axis, n, v => [.. v.Select((_, i) => 0.3 * v.Take(i + 1).Sum())])),
            3 => t.Then($"TopK(#, {count}, {given}).Values", chosen, x => TopK(x, count, given).Values,
                x => x.Along(axis, count, v => [.. v.OrderDescending().Take(count)]), exact: true),
            4 when t.IsExact =>
                t.Then($"TopK(#, {count}, {given}).Numbers", chosen, x => TopK(x, count, given).Numbers,
                    x => x.Along(axis, count, v => [.. v.Select((e, i) => (e, i)).OrderByDescending(p => p.e).ThenBy(p => p.i).Take(count).Select(p => (double)p.i)]), exact: true),
            5 when t.IsExact =>
                t.Then($"ArgMax(#, {given})", [.. t.Shape.Where((_, d) => d != axis)], x => ArgMax(x, given),
                    x => x.Reduce([axis], false, v => Array.IndexOf(v, v.Max())), exact: true),
            _ => null,
        };
    }

    private Term? Multiplied(Term t)
    {
        if (t.Rank == 0)
            return null;
        int last = t.Shape[^1], outputs = OneOf(Extents);
        double scale = 1 / Math.Sqrt(Math.Abs(last));
        switch (Below(6))
        {
            case 0 when last != Batch:
                Term weight = Filled([outputs, last]);
                return t.With(weight, "Linear(#, @)", [.. t.Shape[..^1], outputs], (x, w) => scale * Linear(x, w), (x, w) => LinearOf(x, w).Map(v => v * scale));
            case 1 when last != Batch:
                int[] right = Chance(30) ? [last] : [.. t.Shape[..^1].Take(Math.Max(0, t.Rank - 2)).Select(e => e == Batch || Chance(40) ? 1 : e), last, outputs];
                Term matrix = Filled(right);
                int[]? ahead = NdArray.Broadcast(t.Rank > 1 ? t.Shape[..^2] : [], right.Length > 1 ? right[..^2] : []);
                return ahead is null ? null : t.With(matrix, "MatMul(#, @)", [.. ahead, .. t.Rank > 1 ? [t.Shape[^2]] : (int[])[], .. right.Length > 1 ? [outputs] : (int[])[]],
                    (x, w) => scale * MatMul(x, w), (x, w) => MatMulOf(x, w).Map(v => v * scale));
            case 2 when t.Rank > 1 && t.Shape[^1] != Batch && t.Shape[^2] != Batch:
                return t.Then("MatMul(#, #ᵀ)", [.. t.Shape[..^1], t.Shape[^2]], x => scale * MatMul(x, x.Transpose()), x => MatMulOf(x, Transposed(x)).Map(v => v * scale));
            default:
                return Contracted(t);
        }
    }

    // Random letters for a term and another operand, which has some of them; a random part of all letters is left.
    private Term? Contracted(Term t)
    {
        string own = "abcdefg"[..t.Rank], shared = new([.. own.Where((_, d) => t.Shape[d] != Batch && Chance(60))]), more = Chance(40) ? "z" : "";
        bool withItself = Chance(25);
        int extent = OneOf(2, 3);
        string other = withItself ? own : new([.. (shared + more).OrderBy(_ => random.Next())]);
        Term second = withItself ? t : Filled([.. other.Select(l => l == 'z' ? extent : t.Shape[own.IndexOf(l)])]);
        string all = new([.. (own + other).Distinct()]);
        string result = new([.. all.Where(_ => Chance(60)).OrderBy(l => own.Contains(l) && t.Shape[own.IndexOf(l)] == Batch ? 0 : 1 + random.Next(100))]);
        string letters = $"{own},{other}->{result}";
        int ExtentOf(char l) => l == 'z' ? extent : t.Shape[own.IndexOf(l)];
        double scale = 1 / Math.Sqrt(all.Except(result).Aggregate(1.0, (p, l) => p * Math.Abs(ExtentOf(l))));
        return t.With(second, $"Contract(\"{letters}\", #, @)", [.. result.Select(ExtentOf)], (a, b) => scale * Contract(letters, a, b),
            (a, b) => NdArray.Contract(letters, a, b).Map(v => v * scale));
    }

    private static NdArray LinearOf(NdArray x, NdArray w) =>
        NdArray.Of([.. x.Shape[..^1], w.Shape[0]], i => Enumerable.Range(0, w.Shape[1]).Sum(k => x[[.. i[..^1], k]] * w[[i[^1], k]]));

    private static NdArray Transposed(NdArray x) => x.View([.. x.Shape[..^2], x.Shape[^1], x.Shape[^2]], i => [.. i[..^2], i[^1], i[^2]]);

    private static NdArray MatMulOf(NdArray a, NdArray b)
    {
        NdArray left = a.Rank == 1 ? a.Reshape([1, .. a.Shape]) : a, right = b.Rank == 1 ? b.Reshape([.. b.Shape, 1]) : b;
        int[] ahead = NdArray.Broadcast(left.Shape[..^2], right.Shape[..^2])!;
        NdArray product = NdArray.Of([.. ahead, left.Shape[^2], right.Shape[^1]], i => Enumerable.Range(0, left.Shape[^1])
            .Sum(k => left.Stretched([.. i[..^1], k]) * right.Stretched([.. i[..^2], k, i[^1]])));
        return product.Reshape([.. ahead, .. a.Rank == 1 ? (int[])[] : [left.Shape[^2]], .. b.Rank == 1 ? (int[])[] : [right.Shape[^1]]]);
    }

    private Term? Indexed(Term t)
    {
        int count = OneOf(2, 3, 5);
        switch (Below(4))
        {
            case 0 when t.IsExact:
                return t.Then($"OneHot(Floor(#), {count})", [.. t.Shape, count], x => OneHot(Floor(x), count),
                    x => NdArray.Of([.. x.Shape, count], i => Math.Floor(x[i[..^1]]) == i[^1] ? 1 : 0), exact: true);
            case 1 when t.IsExact:
                Term table = Filled(Chance(30) ? [count] : [count, OneOf(1, 2, 3)]);
                return t.With(table, $"Gather(@, Floor(Abs(#)))", [.. t.Shape, .. table.Shape[1..]], (x, w) => Gather(w, Floor(Abs(x))),
                    (x, w) => NdArray.Of([.. x.Shape, .. w.Shape[1..]], i => w[[(int)Math.Min(count - 1, Math.Floor(Math.Abs(x[i[..x.Rank]]))), .. i[x.Rank..]]]));
            case 2 when AxisOf(t) is { } axis:
                int n = t.Shape[axis];
                float[] numbers = [.. Enumerable.Range(0, count).Select(_ => (float)Below(n))];
                int[] shape = [.. All(t.Rank).Select(d => d == axis ? count : 1)];
                return t.Then($"TakeAlong(#, {axis}, [{string.Join(", ", numbers)}])", [.. t.Shape.Select((e, d) => d == axis ? count : e)],
                    x => TakeAlong(x, axis, Constant(numbers, shape)),
                    x => x.Along(axis, count, v => [.. numbers.Select(k => v[(int)k])]), exact: true);
            case 3 when t.Rank > 0 && t.Shape[0] != Batch:
                float[] rows = [.. Enumerable.Range(0, t.Shape[0]).Select(_ => (float)Below(count + 1))];
                return t.Then($"ScatterAdd([{string.Join(", ", rows)}], #, {count})", [count, .. t.Shape[1..]], x => 0.5 * ScatterAdd(Constant(rows), x, count),
                    x => NdArray.Of([count, .. x.Shape[1..]], i => 0.5 * Enumerable.Range(0, rows.Length).Where(r => rows[r] == i[0]).Sum(r => x[[r, .. i[1..]]])));
            default:
                return null;
        }
    }

    private Term? OfGradients(Term t)
    {
        switch (Below(6))
        {
            case 0:
                return t.Then("StopGradient(#)", t.Shape, StopGradient, x => x, exact: true) with { IsSmooth = false };
            case 1:
                return t.Then("WithGradientOf(StopGradient(#), #)", t.Shape, x => WithGradientOf(StopGradient(x), x), x => x, exact: true);
            case 2:
                // of a copy: what is made of a view may be made of what it shows
                return t.Then("Gradient(Sum(Sin(#)), #)", t.Shape, x =>
                {
                    Tensor copy = WithGradientOf(x, x);
                    return Gradient(Sum(Sin(copy)), copy);
                }, x => x.Map(Math.Cos));
            case 3 when isLoss && t.Shape.Contains(Batch):
                return t.Then("# / BatchSize * 3", t.Shape, x => x / BatchSize * 3, x => x.Map(v => v / x.Shape[0] * 3));
            case 4 when t.IsOfSamples && !isLoss:
                return Below(3) switch
                {
                    0 => t.Then("# + Normal(#, 0.1)", t.Shape, x => x + Normal(x, 0.1), x => x),
                    1 => t.Then("# * Bernoulli(#, 0.7)", t.Shape, x => x * Bernoulli(x, 0.7), x => x.Map(v => v * 0.7)),
                    _ => t.Then("# + Uniform(#, -1, 2)", t.Shape, x => x + Uniform(x, -1, 2), x => x.Map(v => v + 0.5)),
                };
            default:
                return null;
        }
    }

    private Term? OfLayers(Term t)
    {
        string name = $"part{names++}";
        int units = OneOf(1, 2, 3, 5);
        switch (Below(7))
        {
            case 0 when t.Rank > 0:
                return t.Then($"Dense(#, {units})", [.. t.Shape[..^1], units], x => Dense(x, units, name: name), x => x) with
                {
                    Value = k => NdArray.Zip(LinearOf(t.Of(k), k.Weight($"{name}.weight")), k.Weight($"{name}.bias"), (a, b) => a + b),
                };
            case 1 when t.Rank > 0 && t.Shape[^1] > 2:
                return Spread(t)
                    .Then("LayerNorm(#)", t.Shape, x => LayerNorm(x, name: name), x => x.Along(x.Rank - 1, x.Shape[^1],
                        v => [.. v.Select(e => (e - v.Average()) / Math.Sqrt(v.Average(o => Math.Pow(o - v.Average(), 2)) + 1e-5))]));
            case 2 when t.Rank == 2 && t.Shape[1] >= 3:
                return t.Then($"Conv1D(#, {units}, 3)", [units, t.Shape[1] - 2], x => Conv1D(x, units, [3], name: name), x => x) with
                {
                    Value = k => Convolved(t.Of(k), k.Weight($"{name}.weight"), k.Weight($"{name}.bias")),
                };
            case 3 when t.Rank == 3 && t.Shape[1] >= 2 && t.Shape[2] >= 2:
                return t.Then($"Conv2D(#, {units}, 2)", [units, t.Shape[1] - 1, t.Shape[2] - 1], x => Conv2D(x, units, [2], name: name), x => x) with { HasReference = false };
            case 4 when t.Rank == 2 && t.Shape[1] % 2 == 0:
                return t.Then("MultiHeadAttention(#, 2)", t.Shape, x => MultiHeadAttention(x, heads: 2, name: name), x => x) with { HasReference = false };
            case 5 when t.Rank == 2 && t.Shape[0] <= 7:
                return t.Then($"Gru(#, {units})", [t.Shape[0], units], x => Gru(x, units, name: name), x => x) with { HasReference = false };
            case 6 when t.Rank > 0:
                return t.Then("Gelu(#)", t.Shape, x => Gelu(x), x => x) with { HasReference = false };
            default:
                return null;
        }
    }

    private static NdArray Convolved(NdArray x, NdArray w, NdArray bias) => NdArray.Of([w.Shape[0], x.Shape[1] - w.Shape[2] + 1], i =>
        bias[[i[0]]] + Enumerable.Range(0, w.Shape[1]).Sum(c => Enumerable.Range(0, w.Shape[2]).Sum(k => x[[c, i[1] + k]] * w[[i[0], c, k]])));
}
