using CsCheck;

namespace DeepTrainer.Generator.Tests;

/// <summary>C# source of random functions F that never leave the numbers float32 holds well.</summary>
internal static class RandomFunctions
{
    private static readonly Gen<string> Leaf = Gen.Frequency(
        (3, Gen.OneOf("x", "a", "b")), (1, Gen.Int[-20, 20].Select(i => FormattableString.Invariant($"({i / 8f}f)"))));

    public static Gen<string> Members { get; } = Gen.Select(Statements(2), Number(3), (body, result) =>
        $"static float Bound(float v) => v / (1 + 0.1f * MathF.Abs(v)); static float F(float x) {{ float a = 0.5f, b = x; {body} return {result}; }}");

    private static Gen<string> Number(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (1, Leaf),
        (3, Gen.Select(Number(depth - 1), Gen.OneOf("+", "-", "*"), Number(depth - 1), (a, op, b) => $"Bound({a} {op} {b})")),
        (1, Gen.Select(Number(depth - 1), Number(depth - 1), (a, b) => $"({a} / (1 + MathF.Abs({b})))")),
        (1, Gen.Select(Number(depth - 1), a => $"(-{a})")),
        (2, Gen.Select(Gen.OneOf("MathF.Sin", "MathF.Cos", "MathF.Tanh", "MathF.Abs", "Bound"), Number(depth - 1), (f, a) => $"{f}({a})")),
        (1, Gen.Select(Gen.OneOf("MathF.Min", "MathF.Max"), Number(depth - 1), Number(depth - 1), (f, a, b) => $"{f}({a}, {b})")),
        (1, Gen.Select(Condition(depth - 1), Number(depth - 1), Number(depth - 1), (c, a, b) => $"({c} ? {a} : {b})")));

    // On eighths of x alone, so that a rounding error can't decide it differently.
    private static Gen<string> Condition(int depth) => depth <= 0
        ? Gen.Select(Gen.OneOf("<", "<=", ">", ">="), Gen.Int[-24, 24], (op, i) => FormattableString.Invariant($"(x {op} {i / 8f + 0.06f}f)"))
        : Gen.OneOf(
            Condition(0),
            Gen.Select(Condition(depth - 1), Gen.OneOf("&&", "||"), Condition(depth - 1), (a, op, b) => $"({a} {op} {b})"),
            Condition(depth - 1).Select(c => $"(!{c})"));

    private static Gen<string> Statements(int depth) => Statement(depth).Array[0, 3].Select(s => string.Join(" ", s));

    private static Gen<string> Statement(int depth)
    {
        Gen<string> assignment = Gen.Select(Gen.OneOf("a", "b"), Gen.OneOf("=", "+=", "-="), Number(2), (v, op, e) => $"{v} {op} {e}; {v} = Bound({v});");
        return depth == 0 ? assignment : Gen.Frequency(
            (3, assignment),
            (2, Gen.Select(Condition(1), Statements(depth - 1), Statements(depth - 1), (c, a, b) => $"if ({c}) {{ {a} }} else {{ {b} }}")),
            (1, Gen.Select(Condition(1), Statements(depth - 1), Number(1), (c, a, r) => $"if ({c}) {{ {a} return {r}; }}")),
            (1, Gen.Select(Gen.Int[0, 2], Statements(0), (n, a) => $"for (int i{depth} = 0; i{depth} < {n}; i{depth}++) {{ {a} }}")));
    }
}
