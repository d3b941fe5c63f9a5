using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// The matrix product of two layers over the last two dimensions, [.., I, K] · [.., K, J] → [.., I, J], those before broadcast; a vector is a row on the
/// left and a column on the right.
/// </summary>
public sealed class MatMul() : CombiningLayer("MatMul", TransposeA, TransposeB)
{
    private static readonly Option TransposeA = new("TransposeA", false);
    private static readonly Option TransposeB = new("TransposeB", false);

    public override bool Takes(int inputs) => inputs == 2;

    public override string Inputs => "two layers (\"a, b\")";

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores };

    public override Node? Build(LayerContext c)
    {
        foreach ((Option option, int input) in new[] { (TransposeA, 0), (TransposeB, 1) })
        {
            if (c.Flag(option) && c.Inputs[input].Shape.Rank < 3)
                return c.Report(ProblemKinds.OutOfRange, option, option.Name, c.Name, "true", $"false, since '{c.InputNames[input]}' is a vector");
        }
        Node a = Turned(c, c.Inputs[0], c.Flag(TransposeA)), b = Turned(c, c.Inputs[1], c.Flag(TransposeB));
        if (!Match(a, b))
            return Misfit(c, 0, 1, Mending(c, a, b));
        TensorScope scope = new(c, seesBatch: false, c.Training, c.Input);
        Node product = Products.MatMul(new TensorCall(scope, "MatMul", [a, b]));
        return product.Shape.Rank > 1 ? product : c.Graph.Reshape(product, Shape.Batched(1));
    }

    private static Node Turned(LayerContext c, Node x, bool isTransposed)
    {
        int last = x.Shape.Rank - 1;
        return isTransposed ? c.Graph.Transpose(x, [.. Enumerable.Range(0, last - 1), last, last - 1]) : x;
    }

    // The dimension that is summed over is the last of a, and the last but one of b; those in front of the matrices are equal or 1.
    private static bool Match(Node a, Node b)
    {
        int[] left = [.. a.Shape.PerSample], right = [.. b.Shape.PerSample];
        return left[left.Length - 1] == right[Math.Max(0, right.Length - 2)]
            && Shape.Broadcast(Shape.Of([.. left.Take(left.Length - 2)]), Shape.Of([.. right.Take(right.Length - 2)])) is not null;
    }

    private static string Mending(LayerContext c, Node a, Node b)
    {
        string[] cures =
        [
            .. b.Shape.Rank > 2 && Match(a, Turned(c, b, isTransposed: true)) ? [Cure(TransposeB)] : Array.Empty<string>(),
            .. a.Shape.Rank > 2 && Match(Turned(c, a, isTransposed: true), b) ? [Cure(TransposeA)] : Array.Empty<string>(),
        ];
        const string rule = "the last dimension of the first must be as long as the last but one of the second, and those before equal or 1";
        return cures.Length == 0 ? rule : $"{rule}; write {cures[0]}";

        string Cure(Option option) => $"{option.Name} = {Format.Flag(!c.Flag(option))}";
    }
}
