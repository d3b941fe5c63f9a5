using System.Globalization;
using System.Text;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>The worst errors of all elementwise functions and their derivatives in generated code, against float64, as the documentation tells them.</summary>
public class AccuracyTests
{
    private const string Heading = "| function | value | derivative |";
    private const double Wanted = 4;

    // A few mantissas of each exponent, the last one before the next, and the special numbers.
    private static readonly float[] Numbers = [.. Sweep().Distinct()];

    private static readonly (string Name, Func<Expr, Expr> Of)[] Functions =
    [
        .. Activation.All.Select(a => (a.Kind, (Func<Expr, Expr>)a.WithDefaults)),
        ("Abs", Abs), ("Sqrt", Sqrt), ("Exp", Exp), ("Log", Log), ("Sin", Sin), ("Cos", Cos), ("Tan", x => Sin(x) / Cos(x)), ("Erf", Erf), ("ExpM1", Expm1),
        ("LogP1", Log1P), ("Sinh", Sinh), ("Cosh", Cosh), ("Exp2", x => Pow(2, x)), ("Log2", x => 1 / Math.Log(2) * Log(x)), ("Log10", x => 1 / Math.Log(10) * Log(x)),
        ("Hypot(x, 1)", x => Hypot(x, 1)), ("Pow(x, 1.5)", x => Pow(x, 1.5)), ("Log(1 + Exp(x))", x => Log(1 + Exp(x))), ("1 / (1 + Exp(-x))", x => 1 / (1 + Exp(-x))),
    ];

    [Fact]
    public void ErrorsAreAtMostThoseOfTheDocumentation_AtEveryWidth()
    {
        Expr x = new Expr.Input(0);
        Expr[] all = [.. Functions.SelectMany(f => new[] { ExprSimplifier.Run(f.Of(x)), Derivative.Of(ExprSimplifier.Run(f.Of(x)), 0) })];
        Error[] errors = new Error[all.Length];
        foreach (int bits in new[] { 128, 256, 512 })
        {
            ImmutableArray<NetworkModel> models = [.. all.Select((e, i) =>
                new NetworkBuilder($"Accuracy{i}").Input(Numbers.Length).Activation("f", of => Rewriter.Substitute(e, [of])).ToModel())];
            ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
            float[] results = new float[Numbers.Length];
            for (int i = 0; i < all.Length; i++)
            {
                networks[i](1).Predict(Numbers, results);
                for (int n = 0; n < results.Length; n++)
                    errors[i].Add(results[n], all[i].Evaluate(Numbers[n]), Numbers[n]);
            }
        }
        string file = Path.Combine(Architecture.Sources.Root(), "docs", "guarantees.md"), text = File.ReadAllText(file);
        if (Environment.GetEnvironmentVariable("DEEPTRAINER_ACCEPT") == "1")
        {
            text = WithTable(text, errors);
            File.WriteAllText(file, text);
        }
        string[] rows = [.. text.Split('\n').SkipWhile(line => line != Heading).Skip(2).TakeWhile(line => line.StartsWith('|'))];
        Assert.Equal(Functions.Select(f => f.Name), rows.Select(r => Cells(r)[0]));
        List<string> failures = [];
        for (int i = 0; i < all.Length; i++)
        {
            string cell = Cells(rows[i / 2])[1 + (i % 2)];
            if (!errors[i].IsWithin(cell))
                failures.Add($"{rows[i / 2]}: {(i % 2 == 0 ? "value" : "derivative")} {errors[i]}");
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static string[] Cells(string row) => [.. row.Split('|').Skip(1).Select(c => c.Trim().Trim('`'))];

    private static string WithTable(string text, Error[] errors)
    {
        StringBuilder table = new StringBuilder(Heading).Append("\n|---|---|---|\n");
        for (int f = 0; f < Functions.Length; f++)
            table.Append(CultureInfo.InvariantCulture, $"| `{Functions[f].Name}` | {errors[2 * f].Cell} | {errors[(2 * f) + 1].Cell} |\n");
        List<string> lines = [.. text.Split('\n')];
        int start = lines.IndexOf(Heading), end = start;
        while (lines[end].StartsWith('|'))
            end++;
        return string.Join("\n", [.. lines.Take(start), table.ToString().TrimEnd('\n'), .. lines.Skip(end)]);
    }

    private static IEnumerable<float> Sweep()
    {
        uint[] mantissas = [0, 1, 0x123456, 0x2AAAAA, 0x3504F3, 0x3504F4, 0x490FDB, 0x555555, 0x6ED9EB, 0x7FFFFF];
        for (uint exponent = 0; exponent < 255; exponent++)
        {
            foreach (uint mantissa in mantissas)
            {
                float value = BitConverter.UInt32BitsToSingle((exponent << 23) | mantissa);
                yield return value;
                yield return -value;
            }
        }
        // Where most functions bend, more closely.
        for (int i = -4000; i <= 4000; i++)
            yield return i * 0.0281f;
        yield return float.PositiveInfinity;
        yield return float.NegativeInfinity;
        yield return float.NaN;
    }

    /// <summary>The worst error in units of the last place, and as a share of max(1, |x|, |y|).</summary>
    private struct Error
    {
        private double ulp, share;
        private float ulpAt, shareAt;

        public readonly string Cell => ulp <= Wanted ? $"{Math.Ceiling(ulp * 2) / 2:0.0} ulp".ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{share * 1.05:0.0E+0} · max(1, abs x, abs y)");

        public void Add(float actual, double exact, float at)
        {
            // Where float64 is not a number, it is of infinities; PyTorch's float32 formulas are NaN at the same places.
            if (double.IsNaN(exact) || (double.IsInfinity(exact) && float.IsNaN(actual)))
                return;
            // Next to the largest float a factor of the result may be infinite already.
            if (float.IsInfinity(actual) && Math.Abs(exact) > float.MaxValue / 8)
                return;
            double u = Ulps(actual, exact), s = (float)exact == actual ? 0 : Math.Abs(actual - exact) / Math.Max(Math.Max(1, Math.Abs(exact)), Math.Abs((double)at));
            if (u > ulp)
                (ulp, ulpAt) = (u, at);
            if (s > share)
                (share, shareAt) = (s, at);
        }

        public readonly bool IsWithin(string cell)
        {
            double bound = double.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture);
            return cell.EndsWith("ulp", StringComparison.Ordinal) ? ulp <= bound : share <= bound;
        }

        public override readonly string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{ulp:0.00} ulp at {ulpAt:R}, {share:0.0E+0} · max(1, abs x, abs y) at {shareAt:R}");

        // Below the smallest normal number the last place is that of subnormal ones.
        private static double Ulps(float actual, double exact)
        {
            if ((float)exact == actual)
                return 0;
            if (!float.IsFinite(actual) || Math.Abs(exact) > float.MaxValue)
                return double.PositiveInfinity;
            int exponent = exact == 0 ? -126 : Math.Max(Math.ILogB(exact), -126);
            return Math.Abs(actual - exact) / Math.ScaleB(1, exponent - 23);
        }
    }
}
