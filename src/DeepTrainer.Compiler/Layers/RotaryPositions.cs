using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// Rotary positions: each pair of features (2i, 2i+1) is turned by the angle position · 10000^(-2i/d), so that products of queries and keys
/// depend on the distance between them. Su et al., RoFormer, 2021.
/// </summary>
internal static class RotaryPositions
{
    // x: [N, L, H, d]   positions: [L]   result: [N, L, H, d]
    public static Node Turn(GraphBuilder g, Node x, Node positions)
    {
        int length = positions.Shape[0], pairs = x.Shape[3] / 2;
        Node angles = g.Reshape(Sequence.Angles(g, positions, pairs, x.Shape[3]), Shape.Of(length, 1, pairs, 1));
        Node cosine = g.Named("cosine", () => g.Map(Cos, angles)), sine = g.Named("sine", () => g.Map(Sin, angles));
        Node paired = g.Reshape(x, Shape.Batched(x.Shape[1], x.Shape[2], pairs, 2));
        // (a, b) → (a·cos - b·sin, b·cos + a·sin): the other of the pair counts negative at the first place
        Expr self = new Expr.Input(0), other = new Expr.Input(1), cos = new Expr.Input(2), sin = new Expr.Input(3), place = new Expr.Input(4);
        Node turned = g.Map((self * cos) + (((2 * place) - 1) * other * sin), [paired, g.Flip(paired, 4), cosine, sine, g.Iota(2)]);
        return g.Reshape(turned, x.Shape);
    }
}
