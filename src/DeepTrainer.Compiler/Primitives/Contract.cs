namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// Multiply and accumulate over named axes, one letter each, as in einsum: a dense layer is <c>ni,oi-&gt;no</c>. Letters missing
/// from the result are summed over.
/// </summary>
public sealed record Contract(string A, string B, string Result) : Primitive
{
    /// <summary>Reads <c>ni,oi-&gt;no</c>.</summary>
    public static Contract Parse(string text)
    {
        string[] sides = text.Split(["->"], StringSplitOptions.None);
        string[] operands = sides[0].Split(',');
        return new(operands[0], operands[1], sides[1]);
    }

    /// <summary>The letters that are summed over.</summary>
    public IEnumerable<char> Reduced => (A + B).Distinct().Where(axis => Result.IndexOf(axis) < 0);

    public override Shape Infer(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length != 2 || inputs[0].Rank != A.Length || inputs[1].Rank != B.Length)
            throw Mismatch(inputs);
        foreach (char axis in A.Where(axis => B.IndexOf(axis) >= 0))
        {
            if (inputs[0][A.IndexOf(axis)] != inputs[1][B.IndexOf(axis)])
                throw Mismatch(inputs);
        }
        return Shape.Of([.. Result.Select(axis => ExtentOf(axis, inputs[0], inputs[1]))]);
    }

    /// <summary>The extent of a letter, given the operands' shapes.</summary>
    public int ExtentOf(char axis, Shape a, Shape b) => A.IndexOf(axis) is >= 0 and int i ? a[i] : b[B.IndexOf(axis)];

    /// <summary>The operand that has the letter, and where, if the other has not.</summary>
    public (int Operand, int Axis)? OwnerOf(char letter) => (A.IndexOf(letter), B.IndexOf(letter)) switch
    {
        ( >= 0 and int axis, < 0) => (0, axis),
        ( < 0, >= 0 and int axis) => (1, axis),
        _ => null,
    };

    /// <summary>A letter that none of the axes has.</summary>
    public char Unused() => "abcdefghijklmopqrstuvwxyz".First(letter => A.IndexOf(letter) < 0 && B.IndexOf(letter) < 0);

    // y = a·b over the reduced letters  ⇒  da = dy·b,  db = dy·a, each summed over what the operand lacks
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => input == 0
        ? g.Contract(new Contract(Result, B, A), dy, node.Inputs[1])
        : g.Contract(new Contract(Result, A, B), dy, node.Inputs[0]);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Contract(this, node);

    public override string ToString() => $"Contract({A},{B}->{Result})";
}
