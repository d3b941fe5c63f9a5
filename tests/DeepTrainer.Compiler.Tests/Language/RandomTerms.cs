using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>Random compositions of functions of tensors: the same seed gives the same term.</summary>
/// <param name="seed">The seed.</param>
/// <param name="isLoss">Whether axis 0 is the batch, and there are no weights.</param>
internal sealed partial class RandomTerms(ulong seed, bool isLoss)
{
    private const int Batch = -1;
    private const int MaxSize = 700;

    private static readonly int[] Extents = [1, 1, 2, 3, 5, 7, 17, 33];

    private readonly PCG random = new(0, seed * 0x9E3779B97F4A7C15);
    private readonly List<Term> leaves = [];
    private int names;

    /// <summary>The shape of a sample.</summary>
    public int[] Sample { get; private set; } = [];

    /// <summary>A term over what the network gives, and the targets in a loss.</summary>
    public Term Next(int depth)
    {
        do
            Sample = [.. Enumerable.Range(0, isLoss ? 1 + Below(2) : 1 + Below(4)).Select(_ => OneOf(Extents))];
        while (NdArray.SizeOf(Sample) > 120);
        for (int i = 0; i < (isLoss ? 2 : 1); i++)
        {
            int leaf = i;
            leaves.Add(new(isLoss ? i == 0 ? "a" : "target" : "x", isLoss ? [Batch, .. Sample] : Sample, true, true, true, l => l[leaf], k => k.Leaves[leaf]));
        }
        Term term = Deep(depth);
        // what does not depend on the samples is no test of much
        return term.IsOfSamples || term.Shape.Contains(Batch) ? term : Binary(term, OneOf(leaves)) ?? OneOf(leaves);
    }

    private int Below(int n) => (int)random.Next((uint)n);

    private bool Chance(int percent) => Below(100) < percent;

    private double Real() => Math.Round((Below(4001) / 1000.0) - 2, 3);

    private T OneOf<T>(params IReadOnlyList<T> items) => items[Below(items.Count)];

    private Term Deep(int depth)
    {
        if (depth == 0)
            return OneOf(leaves);
        Term inner = Deep(depth - 1);
        for (int attempt = 0; attempt < 20; attempt++)
        {
            Term? term = Below(12) switch
            {
                0 => Elementwise(inner),
                1 => Rough(inner),
                2 => Binary(inner, Chance(40) ? Deep(Below(depth)) : Filled(Compatible(inner.Shape))),
                3 => Reduced(inner),
                4 => AlongAxis(inner),
                5 or 6 or 7 => Viewed(inner, depth),
                8 => Multiplied(inner),
                9 => Indexed(inner),
                10 => OfGradients(inner),
                _ => isLoss ? null : OfLayers(inner),
            };
            if (term is not null && term.Size <= MaxSize && term.Rank <= 6 && Array.IndexOf(term.Shape, Batch) <= 0)
                return term;
        }
        return inner;
    }

    // A shape that is broadcast to another one, or that stretches it.
    private int[] Compatible(int[] shape)
    {
        int[] other = [.. shape.Select(e => e == Batch || Chance(30) ? 1 : e == 1 && Chance(30) ? OneOf(2, 3) : e)];
        return Chance(30) ? other[Below(other.Length + 1)..] : other;
    }

    // A weight in a layer, else a constant.
    private Term Filled(int[] shape)
    {
        float[] values = [.. Enumerable.Range(0, NdArray.SizeOf(shape)).Select(_ => (float)Real())];
        if (isLoss || Chance(40))
        {
            return new($"Constant({string.Join(", ", shape)})", shape, false, true, true, _ => shape.Length == 0 ? (Tensor)values[0] : Constant(values, shape),
                _ => new(shape, [.. values.Select(v => (double)v)]))
            {
                IsOfSamples = false,
            };
        }
        string name = $"w{names++}";
        return new($"Weight({name}, {string.Join(", ", shape)})", shape, false, true, true, _ => Weight(name, shape, Init.Uniform, 0.8),
            k => k.Weight(name))
        { IsOfSamples = false };
    }

    private static readonly (string Name, Func<Tensor, Tensor> Make, Func<double, double> Value)[] SmoothFunctions =
    [
        ("Tanh(#)", Tanh, Math.Tanh), ("Sin(#)", Sin, Math.Sin), ("Cos(#)", Cos, Math.Cos), ("Sigmoid(#)", Sigmoid, v => 1 / (1 + Math.Exp(-v))),
        ("Square(Tanh(#))", t => Square(Tanh(t)), v => Math.Pow(Math.Tanh(v), 2)), ("Exp(0.3 * Sin(#))", t => Exp(0.3 * Sin(t)), v => Math.Exp(0.3 * Math.Sin(v))),
        ("Sqrt(Square(#) + 0.5)", t => Sqrt(Square(t) + 0.5), v => Math.Sqrt((v * v) + 0.5)),
        ("Rsqrt(Square(#) + 0.5)", t => Rsqrt(Square(t) + 0.5), v => 1 / Math.Sqrt((v * v) + 0.5)),
        ("Log(Square(#) + 1)", t => Log(Square(t) + 1), v => Math.Log((v * v) + 1)), ("Log1P(Abs(#))", t => Log1P(Abs(t)), v => Math.Log(1 + Math.Abs(v))),
        ("Softplus(#)", Softplus, v => v > 30 ? v : Math.Log(1 + Math.Exp(v))), ("Asinh(#)", Asinh, Math.Asinh),
        ("Reciprocal(1 + Square(#))", t => Reciprocal(1 + Square(t)), v => 1 / (1 + (v * v))),
        ("Sinh(Tanh(#))", t => Sinh(Tanh(t)), v => Math.Sinh(Math.Tanh(v))), ("Cosh(Sin(#))", t => Cosh(Sin(t)), v => Math.Cosh(Math.Sin(v))),
        ("Atanh(0.5 * Sin(#))", t => Atanh(0.5 * Sin(t)), v => Math.Atanh(0.5 * Math.Sin(v))),
        ("Acosh(1.5 + Abs(#))", t => Acosh(1.5 + Abs(t)), v => Math.Acosh(1.5 + Math.Abs(v))),
        ("Exp2(Tanh(#))", t => Exp2(Tanh(t)), v => Math.Pow(2, Math.Tanh(v))), ("Expm1(Sin(#))", t => Expm1(Sin(t)), v => Math.Exp(Math.Sin(v)) - 1),
        ("-#", t => -t, v => -v), ("# / 2", t => t / 2, v => v / 2), ("1 - #", t => 1 - t, v => 1 - v),
        ("Clamp(#, -0.7, 1.1)", t => Clamp(t, -0.7, 1.1), v => Math.Clamp(v, -0.7, 1.1)),
        ("Relu(#)", t => Relu(t), v => Math.Max(v, 0)), ("Minimum(#, 0.4)", t => Minimum(t, 0.4), v => Math.Min(v, 0.4)),
        ("Pow(Square(Sin(#)) + 0.1, 1.5)", t => Pow(Square(Sin(t)) + 0.1, 1.5), v => Math.Pow(Math.Pow(Math.Sin(v), 2) + 0.1, 1.5)),
        ("Pow(Sin(#), 2)", t => Pow(Sin(t), 2), v => Math.Pow(Math.Sin(v), 2)),
    ];

    private static readonly (string Name, Func<Tensor, Tensor> Make, Func<double, double> Value)[] RoughFunctions =
    [
        ("Floor(# * 2)", t => Floor(t * 2), v => Math.Floor(v * 2)), ("Ceiling(#)", Ceiling, Math.Ceiling),
        ("Round(# * 4)", t => Round(t * 4), v => Math.Round(v * 4)), ("Truncate(# * 4)", t => Truncate(t * 4), v => Math.Truncate(v * 4)),
        ("Sign(#)", Sign, v => Math.Sign(v)), ("(# > 0.125)", t => t > 0.125, v => v > 0.125 ? 1 : 0), ("!(# <= 0)", t => !(t <= 0), v => v > 0 ? 1 : 0),
        ("((# < -0.5) | (# >= 0.5))", t => (t < -0.5) | (t >= 0.5), v => v is < -0.5 or >= 0.5 ? 1 : 0),
        ("((# < 1) & (# > -1))", t => (t < 1) & (t > -1), v => v is < 1 and > -1 ? 1 : 0),
        ("Equal(Floor(#), 0)", t => Equal(Floor(t), 0), v => Math.Floor(v) == 0 ? 1 : 0),
        ("NotEqual(Sign(#), 1)", t => NotEqual(Sign(t), 1), v => Math.Sign(v) != 1 ? 1 : 0), ("(# % 0.75)", t => t % 0.75, v => v % 0.75), ("Abs(#)", Abs, Math.Abs),
    ];

    private Term Elementwise(Term t)
    {
        var (name, make, value) = OneOf(SmoothFunctions);
        return t.Then(name, t.Shape, make, x => x.Map(value));
    }

    private Term? Rough(Term t)
    {
        var (name, make, value) = OneOf(RoughFunctions);
        return t.IsExact ? t.Then(name, t.Shape, make, x => x.Map(value), exact: true) : null;
    }

    private Term? Binary(Term t, Term u)
    {
        if (NdArray.Broadcast(t.Shape, u.Shape) is not { } shape || Array.LastIndexOf(shape, Batch) > 0)
            return u.Rank == 0 ? null : Binary(t, u.Then("Mean(#)", [], x => Mean(x), x => x.Reduce(All(x.Rank), false, v => v.Average())));
        (string text, Func<Tensor, Tensor, Tensor> make, Func<double, double, double> value) = OneOf<(string, Func<Tensor, Tensor, Tensor>, Func<double, double, double>)>(
            ("(# + @)", (a, b) => a + b, (a, b) => a + b), ("(# - @)", (a, b) => a - b, (a, b) => a - b),
            ("(# * @)", (a, b) => a * b, (a, b) => a * b), ("(@ * #)", (a, b) => b * a, (a, b) => b * a),
            ("# / (1 + Square(@))", (a, b) => a / (1 + Square(b)), (a, b) => a / (1 + (b * b))), ("Maximum(#, @)", Maximum, Math.Max), ("Minimum(#, @)", Minimum, Math.Min),
            ("Hypot(#, 1 + Abs(@))", (a, b) => Hypot(a, 1 + Abs(b)), (a, b) => Math.Sqrt((a * a) + Math.Pow(1 + Math.Abs(b), 2))),
            ("Lerp(#, @, 0.3)", (a, b) => Lerp(a, b, 0.3), (a, b) => (a * 0.7) + (b * 0.3)),
            ("Pow(1 + Square(#), Tanh(@))", (a, b) => Pow(1 + Square(a), Tanh(b)), (a, b) => Math.Pow(1 + (a * a), Math.Tanh(b))));
        if (t.IsExact && Chance(15))
            (text, make, value) = ("Where(# > 0.2, @, #)", (a, b) => Where(a > 0.2, b, a), (a, b) => a > 0.2 ? b : a);
        return t.With(u, text, shape, make, (a, b) => NdArray.Zip(a, b, value));
    }

    private static int[] All(int rank) => [.. Enumerable.Range(0, rank)];

    private int Signed(int axis, int rank) => Chance(50) ? axis : axis - rank;

    private int? AxisOf(Term t, Func<int, bool>? fits = null) => Enumerable.Range(0, t.Rank)
        .Where(d => t.Shape[d] != Batch && (fits is null || fits(d))).ToArray() is { Length: > 0 } axes ? OneOf(axes) : null;
}
