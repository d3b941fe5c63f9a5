using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// Rotary positions: each pair of features (2i, 2i+1) is turned by the angle position · base^(-2i/d), so that products of queries and keys
/// depend on the distance between them. Su et al., RoFormer, 2021.
/// </summary>
internal static class RotaryPositions
{
    // x: [N, L, E]   positions: [L]   result: [N, L, E]
    public static Node Turn(GraphBuilder g, Node x, Node positions, int heads, double rate)
    {
        (int length, int features) = (x.Shape[1], x.Shape[2]);
        int size = features / heads;
        Node angles = Sequence.Angles(g, positions, size / 2, size, rate);
        Node cosine = OfAllHeads(g, g.Named("cosine", () => g.Map(Cos, angles)), heads), sine = OfAllHeads(g, g.Named("sine", () => g.Map(Sin, angles)), heads);
        Node paired = g.Reshape(x, Shape.Batched(length, features / 2, 2));
        // (a, b) → (a·cos - b·sin, b·cos + a·sin): the other of the pair counts negative at the first place
        Expr self = new Expr.Input(0), other = new Expr.Input(1), cos = new Expr.Input(2), sin = new Expr.Input(3), place = new Expr.Input(4);
        Node turned = g.Map((self * cos) + (((2 * place) - 1) * other * sin), [paired, g.Flip(paired, 3), cosine, sine, g.Iota(2)]);
        return g.Reshape(turned, x.Shape);
    }

    // [L, d/2] → [L, H·d/2, 1]: the same for each head
    private static Node OfAllHeads(GraphBuilder g, Node table, int heads)
    {
        (int length, int pairs) = (table.Shape[0], table.Shape[1]);
        return g.Reshape(g.Repeat(table, 0, heads), Shape.Of(length, heads * pairs, 1));
    }
}
