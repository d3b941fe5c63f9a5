namespace DeepTrainer.Compiler.Primitives;

/// <summary>A position that moves with others: offset + Σ step · position along an axis.</summary>
public readonly record struct Affine(int Offset, EquatableArray<Term> Terms)
{
    // Most positions move along one of a few axes.
    private static readonly EquatableArray<Term>[] Axes = [.. Enumerable.Range(0, 8).Select(axis => EquatableArray.Create<Term>([new(axis, 1)]))];

    /// <summary>The position that does not move.</summary>
    public static Affine At(int offset) => new(offset, []);

    /// <summary>Step by step along an axis.</summary>
    public static Affine Along(int axis, int step = 1, int offset = 0) => new(offset, step == 1 && axis < Axes.Length ? Axes[axis] : [new Term(axis, step)]);

    public bool IsFixed => Terms.Count == 0;

    /// <summary>How far a step along the axis moves it.</summary>
    public int StepAlong(int axis)
    {
        foreach (Term term in Terms)
        {
            if (term.Axis == axis)
                return term.Step;
        }
        return 0;
    }

    public Affine Shift(int offset) => this with { Offset = Offset + offset };

    /// <summary>The same positions told by other axes, each of which stands at its own affine position.</summary>
    public static ImmutableArray<Affine> Of(EquatableArray<Affine> indices, IReadOnlyList<Affine> positions)
    {
        var all = ImmutableArray.CreateBuilder<Affine>(indices.Count);
        foreach (Affine index in indices)
            all.Add(index.Of(positions));
        return all.MoveToImmutable();
    }

    /// <summary>The same position told by other axes, each of which stands at its own affine position.</summary>
    public Affine Of(IReadOnlyList<Affine> positions)
    {
        if (Terms.Count == 0)
            return this;
        if (Terms.Count == 1 && positions[Terms[0].Axis] is var only && (Terms[0].Step == 1 || only.IsFixed))
            return only with { Offset = Offset + (Terms[0].Step * only.Offset) };
        int offset = Offset;
        SortedDictionary<int, int> steps = [];
        foreach (Term term in Terms)
        {
            Affine inner = positions[term.Axis];
            offset += term.Step * inner.Offset;
            foreach (Term t in inner.Terms)
                steps[t.Axis] = (steps.TryGetValue(t.Axis, out int sofar) ? sofar : 0) + (term.Step * t.Step);
        }
        return new(offset, steps.Where(s => s.Value != 0).Select(s => new Term(s.Key, s.Value)).ToEquatableArray());
    }

    /// <summary>The smallest and the largest position, given the axes' extents.</summary>
    public (int Min, int Max) Range(Shape shape)
    {
        int min = Offset, max = Offset;
        foreach (Term term in Terms)
        {
            int reach = term.Step * (shape[term.Axis] - 1);
            min += Math.Min(reach, 0);
            max += Math.Max(reach, 0);
        }
        return (min, max);
    }

    public override string ToString() => string.Join("+", Terms.Select(t => t.Step == 1 ? $"@{t.Axis}" : $"{t.Step}@{t.Axis}")
        .Concat(Offset != 0 || IsFixed ? [Format.Integer(Offset)] : Array.Empty<string>()));
}

/// <summary>A share in an affine position.</summary>
public readonly record struct Term(int Axis, int Step);
