namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// A number that is known at run time only, between a lowest and a highest value. Those may depend on numbers that were known before it, as a loop within another
/// one does on the other's variable.
/// </summary>
/// <param name="order">Numbers are replaced by their bounds in falling order: the innermost loop's first.</param>
/// <param name="lowest">Its lowest value.</param>
/// <param name="highest">Its highest value.</param>
/// <param name="multiple">What it is a multiple of.</param>
internal sealed class Bounded(int order, Linear lowest, Linear highest, long multiple)
{
    public int Order => order;

    public Linear Lowest => lowest;

    public Linear Highest => highest;

    public long Multiple => multiple;

    /// <summary>The samples of a batch: 1 or more.</summary>
    public static Bounded Rows { get; } = new(-1, Linear.Of(1), Linear.Of(long.MaxValue), 1);

    /// <summary>The same rounded up to whole blocks.</summary>
    public static Bounded PaddedRows { get; } = new(-2, Linear.Of(Block), Linear.Of(long.MaxValue), Block);

    /// <summary>Samples of a block.</summary>
    public const int Block = Planning.Placement.Padding;

    public override string ToString() => this == Rows ? "rows" : this == PaddedRows ? "padded" : "x";
}

/// <summary>A constant and multiples of bounded numbers.</summary>
internal sealed class Linear
{
    // In falling order of their numbers.
    private readonly (Bounded Number, long Factor)[] terms;
    private readonly long constant;

    private Linear((Bounded Number, long Factor)[] terms, long constant)
    {
        this.terms = terms;
        this.constant = constant;
    }

    /// <summary>Its value, if that is known.</summary>
    public long? Known => terms.Length == 0 ? constant : null;

    /// <summary>Whether it depends on nothing but the number of samples.</summary>
    public bool IsOfSamples => terms.Length == 0 || terms[0].Number.Order < 0;

    /// <summary>What it is a multiple of.</summary>
    public long Multiple => terms.Aggregate(Math.Abs(constant), (all, t) => Common(all, Math.Abs(t.Factor) * t.Number.Multiple));

    /// <summary>The largest value that it may have, as a number or by the samples.</summary>
    public Linear Highest => Bound(highest: true);

    /// <summary>The smallest value that it may have.</summary>
    public Linear Lowest => Bound(highest: false);

    public static Linear Of(long number) => new([], number);

    public static Linear Of(Bounded number) => new([(number, 1)], 0);

    public static Linear operator +(Linear a, long number) => new(a.terms, a.constant + number);

    public static Linear operator -(Linear a, Linear b) => a + (b * -1);

    public static Linear operator *(Linear a, long factor) => factor == 0 ? Of(0) : new([.. a.terms.Select(t => (t.Number, t.Factor * factor))], a.constant * factor);

    public static Linear operator +(Linear a, Linear b)
    {
        if (a.terms.Length == 0 || b.terms.Length == 0)
            return new(a.terms.Length == 0 ? b.terms : a.terms, a.constant + b.constant);
        List<(Bounded, long)> terms = new(a.terms.Length + b.terms.Length);
        for (int i = 0, j = 0; i < a.terms.Length || j < b.terms.Length;)
        {
            if (j == b.terms.Length || (i < a.terms.Length && a.terms[i].Number.Order > b.terms[j].Number.Order))
                terms.Add(a.terms[i++]);
            else if (i == a.terms.Length || b.terms[j].Number.Order > a.terms[i].Number.Order)
                terms.Add(b.terms[j++]);
            else if (a.terms[i].Factor + b.terms[j++].Factor is var factor && factor != 0)
                terms.Add((a.terms[i++].Number, factor));
            else
                i++;
        }
        return new([.. terms], a.constant + b.constant);
    }

    /// <summary>Whether it is 0 or more, however many samples there are.</summary>
    public bool IsNeverNegative()
    {
        Linear lowest = Lowest;
        long rows = lowest.FactorOf(Bounded.Rows), padded = lowest.FactorOf(Bounded.PaddedRows);
        // Samples are 16 · blocks less 0 to 15: one block and the worst rest are the worst case, if it grows with blocks at all.
        return rows + padded >= 0 && lowest.constant + ((rows + padded) * Bounded.Block) - (rows > 0 ? rows * (Bounded.Block - 1) : 0) >= 0;
    }

    /// <summary>The greatest common divisor.</summary>
    public static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);

    public override string ToString() =>
        string.Join(" + ", terms.Select(t => $"{Format.Integer(t.Factor)} · {t.Number}")
            .Concat(constant != 0 || terms.Length == 0 ? [Format.Integer(constant)] : Array.Empty<string>()));

    private long FactorOf(Bounded number) => terms.Where(t => t.Number == number).Select(t => t.Factor).FirstOrDefault();

    // The innermost loop's variable first, whose bounds may depend on others.
    private Linear Bound(bool highest)
    {
        Linear sum = this;
        while (!sum.IsOfSamples)
        {
            (Bounded last, long factor) = sum.terms[0];
            sum = new Linear([.. sum.terms.Skip(1)], sum.constant) + ((factor > 0 == highest ? last.Highest : last.Lowest) * factor);
        }
        return sum;
    }
}
