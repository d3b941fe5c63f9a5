namespace DeepTrainer.Compiler.Loops;

/// <summary>A whole number of a kernel: a constant, and multiples of what is known when the kernel runs. Positions, offsets and bounds are such numbers.</summary>
/// <param name="Terms">What is known at run time, each with the factor that it has.</param>
/// <param name="Constant">What is known while compiling.</param>
internal sealed record IndexExpr(EquatableArray<IndexTerm> Terms, long Constant)
{
    public static IndexExpr Zero { get; } = 0;

    public bool IsFixed => Terms.Count == 0;

    public static implicit operator IndexExpr(long number) => new([], number);

    public static IndexExpr operator +(IndexExpr a, IndexExpr b)
    {
        if (a.IsFixed || b.IsFixed)
            return new(a.IsFixed ? b.Terms : a.Terms, a.Constant + b.Constant);
        List<IndexTerm> terms = [.. a.Terms];
        foreach (IndexTerm term in b.Terms)
        {
            int known = terms.FindIndex(t => t.Atom.Equals(term.Atom));
            if (known < 0)
                terms.Add(term);
            else if (terms[known].Factor + term.Factor is not 0 and long factor)
                terms[known] = term with { Factor = factor };
            else
                terms.RemoveAt(known);
        }
        return new(terms.ToEquatableArray(), a.Constant + b.Constant);
    }

    public static IndexExpr operator -(IndexExpr a, IndexExpr b) => a + (b * -1);

    public static IndexExpr operator *(IndexExpr a, long factor) =>
        factor == 1 ? a : factor == 0 ? Zero : new(a.Terms.Select(t => t with { Factor = t.Factor * factor }).ToEquatableArray(), a.Constant * factor);

    /// <summary>A loop's variable, or another number that has a name.</summary>
    public static IndexExpr Of(string variable) => Of(new Atom.Variable(variable));

    public static IndexExpr Of(Atom atom) => new([new IndexTerm(atom, 1)], 0);

    public static IndexExpr Smaller(IndexExpr a, IndexExpr b) => a.IsFixed && b.IsFixed ? Math.Min(a.Constant, b.Constant) : Of(new Atom.Smaller(a, b));

    public static IndexExpr Larger(IndexExpr a, IndexExpr b) => a.IsFixed && b.IsFixed ? Math.Max(a.Constant, b.Constant) : Of(new Atom.Larger(a, b));
}

/// <summary>A multiple of something that is known at run time.</summary>
internal readonly record struct IndexTerm(Atom Atom, long Factor);

/// <summary>A whole number that is known at run time.</summary>
internal abstract record Atom
{
    /// <summary>One that has a name.</summary>
    public sealed record Variable(string Name) : Atom;

    /// <summary>A sum that stays together: it is a term of a longer one.</summary>
    public sealed record Sum(IndexExpr Of) : Atom;

    /// <summary>Where the block of so many begins in which a position lies; the number of elements is a power of 2.</summary>
    public sealed record BlockStart(IndexExpr Of, int Block) : Atom;

    /// <summary>The place in that block.</summary>
    public sealed record InBlock(IndexExpr Of, int Block) : Atom;

    /// <summary>A number that is found in memory, of one of so many rows of a table; what is none of them is row 0.</summary>
    public sealed record Row(Value.Load Number, long Rows) : Atom;

    /// <summary>A number that is found in memory, to be compared.</summary>
    public sealed record Found(Value.Load Number) : Atom;

    /// <summary>What is left of a number by a length: where a ring's first place is.</summary>
    public sealed record Remainder(string Number, long Length) : Atom;

    public sealed record Smaller(IndexExpr A, IndexExpr B) : Atom;

    public sealed record Larger(IndexExpr A, IndexExpr B) : Atom;
}
