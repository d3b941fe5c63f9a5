namespace DeepTrainer.Generator.Functions;

/// <summary>A condition: known while reading, or one that decides between two expressions later.</summary>
internal sealed class Truth
{
    private readonly Func<Expr, Expr, Expr> then;

    private Truth(bool? known, Func<Expr, Expr, Expr> then)
    {
        Known = known;
        this.then = then;
    }

    public static Truth True { get; } = new(true, (a, b) => a);

    public static Truth False { get; } = new(false, (a, b) => b);

    /// <summary>Its value if that does not depend on the function's arguments.</summary>
    public bool? Known { get; }

    public static Truth Of(bool known) => known ? True : False;

    public static Truth Of(Condition condition) => new(null, condition.Then);

    /// <summary>condition ? a : b</summary>
    public Expr Then(Expr a, Expr b) => ReferenceEquals(a, b) ? a : then(a, b);

    public Truth Not() => Known is { } known ? Of(!known) : new(null, (a, b) => then(b, a));

    public Truth And(Truth other) =>
        Known is { } known ? (known ? other : False)
        : other.Known is { } second ? (second ? this : False)
        : new(null, (a, b) => then(other.Then(a, b), b));

    public Truth Or(Truth other) => Not().And(other.Not()).Not();

    /// <summary>condition ? a : b</summary>
    public Truth Select(Truth a, Truth b) => ReferenceEquals(a, b) ? a : And(a).Or(Not().And(b));
}
