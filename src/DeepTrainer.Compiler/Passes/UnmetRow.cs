namespace DeepTrainer.Compiler.Passes;

/// <summary>What values made row by row are in a row whose number no sample has: formulas of the same row of other tensors, and of what all rows share.</summary>
/// <param name="table">The table's shape, which values made row by row have, too; trailing extents may be 1.</param>
/// <param name="isSum">Which sums of rows by number are 0 there.</param>
internal sealed class UnmetRow(Shape table, Func<Node, bool> isSum)
{
    private readonly Dictionary<Node, Expr?> known = [];
    private readonly List<Node> leaves = [];
    private readonly List<Node> met = [];

    /// <summary>The sums that the values are made of.</summary>
    public IReadOnlyList<Node> Sums => met;

    /// <summary>Whether a value has rows as the table has.</summary>
    public static bool IsByRow(Shape shape, Shape table) => shape.Rank == table.Rank && shape.Rank > 0 && shape[0] == table[0];

    /// <summary>Whether a formula is a tensor's element as it is.</summary>
    public bool IsLeaf(Expr formula, Node tensor) => formula is Expr.Input input && leaves[input.Index] == tensor;

    /// <summary>The formula of a value; null where rows are not made one by one.</summary>
    public Expr? Of(Node node)
    {
        // A network is deeper than a compiler's stack has room for.
        Stack<(Node Node, int Next)> open = new([(node, 0)]);
        while (open.Count > 0)
        {
            (Node top, int next) = open.Pop();
            if (known.ContainsKey(top))
                continue;
            while (next < top.Inputs.Length && !Needs(top, next))
                next++;
            if (next == top.Inputs.Length)
            {
                known[top] = Made(top);
                continue;
            }
            open.Push((top, next + 1));
            open.Push((top.Inputs[next], 0));
        }
        return known[node];
    }

    // Whether a node's formula is made of that of an input.
    private bool Needs(Node node, int input) => !IsWhole(node)
        && (node.Primitive is Map map ? map.Read.Contains(input) : node.Primitive is Reduce reduce && !reduce.Axes.Contains(0));

    private bool IsWhole(Node node) => node.IsHostScalar || !IsByRow(node.Shape, table);

    private Expr? Made(Node node)
    {
        if (IsWhole(node))
            return Leaf(node);
        switch (node.Primitive)
        {
            case ScatterAdd when isSum(node):
                met.Add(node);
                return 0;
            case Source:
                return Leaf(node);
            case Map map:
                Expr?[] inputs = [.. node.Inputs.Select((input, i) => map.Read.Contains(i) ? known[input] : 0)];
                return Array.IndexOf(inputs, null) >= 0 ? null : ExprSimplifier.Run(Rewriter.Substitute(map.Body, inputs!));
            case Reduce reduce when !reduce.Axes.Contains(0) && known[node.Inputs[0]] is Expr.Constant constant && (constant.Value == 0 || reduce.Kind != Reduction.Sum):
                return constant;
            default:
                return null;
        }
    }

    private Expr.Input Leaf(Node node)
    {
        if (!leaves.Contains(node))
            leaves.Add(node);
        return new Expr.Input(leaves.IndexOf(node));
    }
}
