using DeepTrainer.Engine;
using Step = DeepTrainer.Compiler.Tests.Rendering.RandomNetworks.Step;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random steps on vectors that combine layers of other shapes, reduce them, multiply matrices, and take what has no input.</summary>
internal static class RandomArithmetic
{
    // The vector as a matrix of rows, which comes back as a vector of the width that the step tells.
    public static Gen<Step> Any => Gen.Select(Gen.Int[0, 8], Gen.Int[1, 7], Gen.Int[1, 9], Gen.Bool, (kind, rows, columns, other) => (Step)((n, d) =>
    {
        string m = $"matrix{d.Names}", v = $"given{d.Names++}";
        n = n.Dense(rows * columns).Reshape([rows, columns], name: m);
        (n, d.Width) = kind switch
        {
            0 => (Reduced(n, rows, other).Add($"{m}, {v}"), rows * columns),
            1 => (n.Weight([columns], Init.Normal, 0.5, name: v).Multiply($"{m}, {v}"), rows * columns),
            2 => (n.Constant([.. Enumerable.Range(1, rows).Select(i => i / 4.0)], [rows, 1], name: v).Subtract($"{v}, {m}"), rows * columns),
            3 => (n.MatMul($"{m}, {m}", transposeA: other, transposeB: !other), other ? columns * columns : rows * rows),
            4 => (n.Softplus(name: v).Sum([0], keepDims: true, name: $"sum_{m}").Divide($"{v}, sum_{m}"), rows * columns),
            5 => (other ? n.Max([1]) : n.Mean([-2]), other ? rows : columns),
            6 => (n.Weight([rows, 1], Init.Uniform, 1, name: v).Maximum($"{m}, {v}"), rows * columns),
            7 => (n.Constant([0.3], [1, 1], name: v).Minimum($"{m}, {v}"), rows * columns),
            _ => (n.Min([other ? 0 : -1]), other ? columns : rows),
        };
        return n.Flatten();

        NetworkBuilder Reduced(NetworkBuilder network, int extent, bool largest) =>
            extent == 1 || !largest ? network.Mean([0], keepDims: true, name: v) : network.Max([-1], keepDims: true, name: v);
    }));
}
