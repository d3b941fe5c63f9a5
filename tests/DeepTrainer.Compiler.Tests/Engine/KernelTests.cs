using DeepTrainer.Engine.Execution;
using DeepTrainer.Engine.Kernels;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>The kernels against the dumbest loops.</summary>
public class KernelTests
{
    [Theory]
    [InlineData("ni,oi->no")]
    [InlineData("no,oi->ni")]
    [InlineData("no,ni->oi")]
    [InlineData("in,io->on")]
    [InlineData("bij,bjk->bik")]
    [InlineData("bij,bkj->kib")]
    [InlineData("i,j->ij")]
    [InlineData("i,j->ji")]
    [InlineData("i,i->")]
    [InlineData("ij,ij->ij")]
    [InlineData("ij,ji->i")]
    public void ContractionIsTheSumOfProducts(string letters)
    {
        Contract contract = Contract.Parse(letters);
        char[] all = [.. (contract.A + contract.B).Distinct()];
        Gen.Int[1, 9].Array[all.Length].Each(extents =>
        {
            Dictionary<char, int> extent = all.Zip(extents).ToDictionary(p => p.First, p => p.Second);
            float[] a = Numbers(contract.A, 1), b = Numbers(contract.B, 2);
            float[] y = Run((g, x) => g.Contract(contract, x[0], x[1]), (ShapeOf(contract.A), a), (ShapeOf(contract.B), b));
            float[] expected = new float[y.Length];
            int[] index = new int[all.Length];
            for (int combination = 0; combination < extents.Aggregate(1, (p, e) => p * e); combination++)
            {
                int rest = combination;
                for (int i = 0; i < all.Length; i++)
                    (rest, index[i]) = Math.DivRem(rest, extents[i]);
                expected[Offset(contract.Result)] += a[Offset(contract.A)] * b[Offset(contract.B)];
            }
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(expected[i], y[i], 1e-4f);

            Shape ShapeOf(string axes) => Shape.Of([.. axes.Select(c => extent[c])]);
            float[] Numbers(string axes, int seed) => Random((int)ShapeOf(axes).SampleSize, seed);
            int Offset(string axes) => axes.Aggregate(0, (offset, c) => (offset * extent[c]) + index[Array.IndexOf(all, c)]);
        }, iter: 30);
    }

    [Fact]
    public void MapIsItsExpressionAtEveryElement() =>
        Gen.Select(Expressions.RandomExpressions.All, Gen.Int[1, 5], Gen.Int[1, 700], Gen.Int[0, 3]).Each((e, rows, columns, kind) =>
        {
            Shape full = Shape.Of(rows, columns);
            Shape other = kind switch { 0 => full, 1 => Shape.Of(columns), 2 => Shape.Of(rows, 1), _ => Shape.Scalar };
            double[] a = [.. Random(rows * columns, 1).Select(v => (double)v)], b = [.. Random((int)other.SampleSize, 2).Select(v => (double)v)];
            double[] y = Run((g, x) => g.Map(e, [x[0], x[1]]), (full, a), (other, b));
            for (int i = 0; i < y.Length; i++)
            {
                double second = kind switch { 0 => b[i], 1 => b[i % columns], 2 => b[i / columns], _ => b[0] };
                Assert.Equal(e.Evaluate(a[i], second), y[i], 1e-10);
            }
        }, iter: 200);

    [Fact]
    public void ReductionCombinesAlongItsAxes()
    {
        int[] extents = [3, 4, 5];
        float[] x = Random(60, 1);
        for (int mask = 1; mask < 8; mask++)
        {
            int[] axes = [.. Enumerable.Range(0, 3).Where(a => (mask >> a & 1) == 1)];
            foreach (Reduction kind in Enum.GetValues<Reduction>())
            {
                float[] y = Run((g, n) => g.Reduce(kind, n[0], axes), (Shape.Of(extents), x));
                var groups = Enumerable.Range(0, 60).GroupBy(i => string.Join(',', new[] { i / 20, i / 5 % 4, i % 5 }.Select((v, a) => axes.Contains(a) ? 0 : v)));
                float[] expected = [.. groups.Select(g => kind == Reduction.Sum ? g.Sum(i => x[i]) : g.Max(i => x[i]))];
                Assert.Equal(expected.Length, y.Length);
                for (int i = 0; i < y.Length; i++)
                    Assert.Equal(expected[i], y[i], 1e-5f);
            }
        }
    }

    [Fact]
    public void MinAndMaxAreCSharpsMathFunctions()
    {
        foreach ((float a, float b) in new[] { (float.NaN, 1), (1, float.NaN), (0f, -0f), (-0f, 0f), (float.NegativeInfinity, float.PositiveInfinity) })
        {
            foreach (Operation operation in new[] { Operation.Min, Operation.Max })
            {
                float[] y = Run((g, x) => g.Map((p, q) => operation.Of(p, q), x[0], x[1]), (Shape.Of(40), Repeated(a)), (Shape.Of(40), Repeated(b)));
                float expected = operation == Operation.Min ? MathF.Min(a, b) : MathF.Max(a, b);
                Assert.All(y, value => Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(value)));
            }
        }

        static float[] Repeated(float value) => [.. Enumerable.Repeat(value, 40)];
    }

    [Fact]
    public void TabulatedFunctionsAreRightToTheLastDigits() => Gen.Double[-25, 25].Each(x =>
    {
        Assert.Equal(Math.Tanh(x), TaylorTable.Tanh.Of(x), 3e-16 * Math.Max(1e-300, Math.Abs(Math.Tanh(x))) * 4);
        Assert.Equal(SpecialFunctions.Erf(x), TaylorTable.Erf.Of(x), 2e-15);
        Assert.Equal(x / 1e9, TaylorTable.Tanh.Of(x / 1e9), 1e-22);
    }, iter: 10_000);

    private static float[] Random(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
    }

    private static T[] Run<T>(Func<GraphBuilder, Node[], Node> make, params (Shape Shape, T[] Values)[] inputs)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        GraphBuilder g = new();
        Node[] sources = [.. inputs.Select((x, i) => g.Source(SourceKind.Parameter, $"x{i}", x.Shape))];
        Executor<T> executor = new(
            new Graph([("y", make(g, sources))], []),
            inputs.Select((x, i) => (x, i)).ToDictionary(x => $"x{x.i}", x => new Storage<T>(x.x.Values)));
        executor.Run(default);
        return executor.Output("y").Span.ToArray();
    }
}
