using CsCheck;
using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class FunctionReaderTests
{
    private static readonly Gen<double> Numbers = Gen.Double[-4, 4];

    public static TheoryData<string> Activations =>
    [
        "static float F(float x) => x;",
        "static float F(float x) => 3;",
        "static float F(float x) => x + MathF.Sin(x) * MathF.Sin(x);",
        "static float F(float x) => -x * (2 - x) / (x * x + 0.1f);",
        "static float F(float x) => +x - -x + 1 / 2 + 1f / 3;",
        "static float F(float x) => (float)(x * 0.5 + Math.Exp(-Math.Abs(x)));",
        "static float F(float x) => x > 0 ? x : 0.01f * x;",
        "static float F(float x) => x > 0 && x < 1 || x < -2 ? x * x : !(x > 2) ? 1 : 2;",
        "static float F(float x) => x >= 1 == x <= 2 ? x : -x;",
        "static float F(float x) => x > 0 != x > 1 ? x : -x;",
        "static float F(float x) => x != 0 & x > -1 | x < -3 ? x : -x;",
        "static float F(float x) { if (x > 1) return 1; if (x < -1) return -1; return x; }",
        "static float F(float x) { if (x > 1) return 1; else if (x < -1) return -1; else return x; }",
        "static float F(float x) { float y; if (x > 0) y = x; else return 0; y *= 2; return y; }",
        "static float F(float x) { float y = 1; if (x > 0) { if (x > 2) return 7; y += x; } else { y -= x; if (x < -2) return y; } return y * y; }",
        "static float F(float x) { float y = x; y += 1; y -= 0.5f; y *= x; y /= 3; y++; --y; return y++ + y; }",
        "static float F(float x) { float a, b; a = b = x; a += 1; return a * b; }",
        "static float F(float x) { bool big = x > 1, small = x < -1; bool either = big || small; if (either) x = 0; return either ? 2 : x; }",
        "static float F(float x) { bool flag = false; if (x > 0) flag = true; if (x > 1) flag = !flag; return flag ? x : -x; }",
        "static float F(float x) { x = x > 0 ? x : -x; return x; }",
        "static float F(float x) => x switch { < -1 => -1, > 1 and <= 2 => x * x, > 2 or 0 => 5, _ => x };",
        "static float F(float x) => x switch { var y when y > 1 => y * 2, not > 0 => 3, float z => 4 };",
        "static float F(float x) => x is > 0 and < 1 ? 1 - x : x is not (< -1) ? 2 : x;",
        "static float F(float x) { float s = 0; for (int i = 1; i <= 5; i++) s += x / i; return s; }",
        "static float F(float x) { float p = 1; for (int i = 0, j = 8; i < j; i++, j -= 2) { if (i % 2 == 0) p *= x; else p += i / 2; } return p; }",
        "static float F(float x) { int n = 3; float y = x; while (n-- > 0) y = y * y * 0.1f + x; return y; }",
        "static float F(float x) { int n = 0; do { x *= 0.5f; n++; } while (n < 2); return x; }",
        "static float F(float x) { for (int i = 0; i < 4; i++) { if (x > 2.03f) return x + i; x += 1; } return x; }",
        "const float A = 0.1f; const double B = 0.2; static readonly float C = 0.3f; static float F(float x) { const float d = 0.4f; return (float)(A * x + B + C * x * x + d); }",
        "static float F(float x) => MathF.PI * x + (float)Math.E;",
        "static float F(float x, float slope = 0.2f, int power = 2, bool negate = true) => (negate ? -1 : 1) * slope * MathF.Pow(x, power);",
        "static float Square(float v) => v * v; static float F(float x) => Square(Square(x) + Square(x + 1));",
        "static float Soft(float v) { if (v > 1) return v; v = MathF.Exp(v); return MathF.Log(1 + v); } static float F(float x) => x * Soft(-x) + Soft(x);",
        "static void Twice(ref float v, out float half) { half = v / 2; v *= 2; } static float F(float x) { Twice(ref x, out float h); Twice(ref h, out _); return x * h; }",
        "static float F(float x) { return Local(2) + Local(3); float Local(float k) { x += 1; return k * x; } }",
        "static float G(float a, float b = 3) => a - b; static float F(float x) => G(b: x, a: 1) + G(x);",
        "static float F(float x) => MathF.Abs(x) + MathF.Sqrt(x * x + 1) + MathF.Exp(x) + MathF.Log(x * x + 1);",
        "static float F(float x) => MathF.Log2(x * x + 1) + MathF.Log10(x * x + 1) + MathF.Log(x * x + 2, 3);",
        "static float F(float x) => MathF.Sin(x) + MathF.Cos(x) + MathF.Tan(x * 0.3f) + MathF.Tanh(x) + MathF.Sinh(x) + MathF.Cosh(x);",
        "static float F(float x) => MathF.Pow(x * x + 1, 0.3f) + MathF.Min(x, 1) + MathF.Max(x, -1) + Math.Clamp(x, -0.5f, 0.5f);",
        "static float F(float x) => MathF.Sign(x) * MathF.FusedMultiplyAdd(x, x, 1) + Math.Max(1, 2) * x;",
        "static float F(float x) => float.Exp(x) + float.Abs(x) + float.Exp2(x) + float.ExpM1(x) + float.LogP1(x * x) + float.Hypot(x, 1) + float.Lerp(x, 2, 0.3f);",
        "static float F(float x) => (float)(double.Tanh(x) + Math.Sqrt(4) * x + double.Sin(1));",
    ];

    [Theory]
    [MemberData(nameof(Activations))]
    public void AnActivation_IsReadAsCSharpExecutesIt(string members)
    {
        CompiledFunction function = CompiledFunction.Of(members);

        Numbers.Each(x => function.AssertSame(x), iter: 200);
        foreach (double x in new[] { -3.0, -2, -1, -0.0, 0, 1, 2, 3 })
            function.AssertSame(x);
    }

    [Theory]
    [InlineData("static float F(float y, float target) => (y - target) * (y - target);")]
    [InlineData("static float F(float y, float target, float delta = 0.5f) { float e = MathF.Abs(y - target); return e < delta ? 0.5f * e * e : delta * (e - 0.5f * delta); }")]
    [InlineData("static float F(float prediction, float y) => prediction - y;")]
    public void ALoss_IsReadAsCSharpExecutesIt(string members)
    {
        CompiledFunction function = CompiledFunction.Of(members, "Loss");

        Gen.Select(Numbers, Numbers).Each((y, target) => function.AssertSame(y, target), iter: 200);
    }

    [Theory]
    [InlineData("static void F(ref float w, float g, float lr) => w -= lr * g;", 3)]
    [InlineData("static void F(ref float w, ref float m, float g, float lr) { m = 0.9f * m + g; w -= lr * m; }", 4)]
    [InlineData("static void F(ref float w, ref float m, float g, float lr) { w -= lr * m; m = 0.9f * m + g * w; }", 4)]
    [InlineData("static void F(ref float w, ref float m, float g, float lr) { if (g > 1) { m = 1; return; } m += g; w -= lr * m; }", 4)]
    [InlineData("static void F(ref float w, ref float m, ref float v, float g, float lr, float t) { m = 0.9f * m + 0.1f * g; v = 0.99f * v + 0.01f * "
        + "g * g; w -= lr * m / (1 - MathF.Pow(0.9f, t * t + 1)) / (MathF.Sqrt(MathF.Abs(v)) + 1e-8f); }", 6)]
    [InlineData("static void Swap(ref float a, ref float b) { float c = a; a = b; b = c; } static void F(ref float w, ref float m, float g, float "
        + "lr) { Swap(ref w, ref m); w += g * lr; }", 4)]
    [InlineData("static void F(ref float w, float g, float lr, float t) { if (t % 5 == 0) w -= lr * g; }", 4)]
    [InlineData("static void F(ref float w, float g, float lr, float t) => w -= lr * (g % 3);", 4)]
    [InlineData("static void F(ref float w, float g, float lr, float t) => w -= lr * MathF.Floor(t) + MathF.Ceiling(g) - MathF.Round(g) * MathF.Truncate(g);", 4)]
    [InlineData("static void F(ref float w, ref float unused, float g) { }", 3)]
    [InlineData("static void F(ref float w, ref float a, ref float b, float g, float lr) { (a, b) = (b, a); w -= lr * a; }", 5)]
    [InlineData("static void F(ref float w, ref float a, ref float b, float g, float lr) { ((a, w), b) = ((g, a), w - lr * b); }", 5)]
    [InlineData("static void F(ref float w, ref float m, float g, float lr) { var (p, q) = (m + g, m); (float r, _) = (q, p); (m, _) = (1, q); w -= lr * (p + r); }", 4)]
    [InlineData("static void F(ref float w, ref float last, float g) { bool up, first; (up, first) = (g > last, last == 0); (w, last) = (first ? w : up ? w + 1 : w - 1, g); }", 3)]
    [InlineData("static void F(ref float w, float g, float lr) => w -= MathF.CopySign(lr, g);", 3)]
    [InlineData("static void F(ref float w, float g, float lr) => w -= MathF.CopySign(lr, -0f * MathF.Abs(g));", 3)]
    [InlineData("static void F(ref float w, float g, float lr) { if (!float.IsNaN(g / w)) w -= lr; }", 3)]
    [InlineData("static void F(ref float w, float g, float lr) { float q = g / w; if (float.IsFinite(q)) w += 1; if (float.IsInfinity(q)) w += 2; if "
        + "(float.IsPositiveInfinity(q)) w += 4; if (float.IsNegativeInfinity(q)) w += 8; if (float.IsNegative(lr)) w += 16; }", 3)]
    [InlineData("static void F(ref float w, ref float m, float g, float lr) { w = float.MaxNumber(g / w, lr); m = float.MinNumber(lr, g / m); }", 4)]
    [InlineData("static void F(ref float w, float g, float lr, float t) { if ((int)t % 3 == 0) w -= lr * ((int)g / 2); }", 4)]
    [InlineData("static void F(ref float w, float g, float t) { int n = (int)(100 * t); w = n / 7 * n - (long)g; }", 3)]
    public void AnUpdateRule_IsReadAsCSharpExecutesIt(string members, int inputs)
    {
        CompiledFunction function = CompiledFunction.Of(members, "UpdateRule");

        Assert.Equal(inputs, function.Read.Parameters.Length);
        Numbers.Array[inputs].Each(x => function.AssertSame(x), iter: 200);
    }

    [Fact]
    public void ACubeRoot_IsThatOfCSharp()
    {
        CompiledFunction function = CompiledFunction.Of("static void F(ref float w, float g) => w = MathF.Cbrt(g);", "UpdateRule");

        Numbers.Array[2].Each(x => function.AssertSame(x), iter: 200);
        foreach (double g in new[] { 0, 1, -1, 8, -27, 1e-30, 1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN })
            function.AssertSame(1, g);
    }

    [Fact]
    public void FloatConstants_HaveTheirDecimalMeaning() =>
        Assert.Equal("x => y = 0.1 * x", CompiledFunction.Of("static float F(float x) => 0.1f * x;").Read.ToString());

    [Fact]
    public void EqualParts_AreWrittenOnce() => Assert.Equal(
        "x => let t0 = sin(x); y = t0 * t0 + x",
        CompiledFunction.Of("static float F(float x) => MathF.Sin(x) * MathF.Sin(x) + x;").Read.ToString());

    [Fact]
    public void EarlyReturns_CostOneSelectEach() => Assert.Equal(
        "x => y = less(1, x, 1, less(x, -1, -1, x))",
        CompiledFunction.Of("static float F(float x) { if (x > 1) return 1; if (x < -1) return -1; return x; }").Read.ToString());

    [Fact]
    public void AnIterationThatUsesItsValueOften_StaysSmall()
    {
        string text = CompiledFunction.Of("static float F(float x) { float y = 1; for (int i = 0; i < 8; i++) y = y * (1.5f - 0.5f * x * y * y); return y; }").Read.ToString();

        Assert.InRange(text.Length, 1, 1000);
    }

    [Fact]
    public void RandomFunctions_AreReadAsCSharpExecutesThem() => RandomFunctions.Members.Each(
        members =>
        {
            CompiledFunction function = CompiledFunction.Of(members);
            foreach (double x in new[] { -2.7, -1, -0.4, 0, 0.3, 1, 1.9, 3.3 })
                function.AssertSame(x);
        },
        iter: 60);
}
