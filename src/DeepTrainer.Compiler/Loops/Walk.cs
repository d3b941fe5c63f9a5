namespace DeepTrainer.Compiler.Loops;

/// <summary>All parts of loops.</summary>
internal static class Walk
{
    /// <summary>The statements, each before those in it.</summary>
    public static IEnumerable<Stmt> Statements(IEnumerable<Stmt> body) => body.SelectMany(s => Statements(BodyOf(s)).Prepend(s));

    /// <summary>The values that a statement computes, each before those that it is made of; not those of statements in it.</summary>
    public static IEnumerable<Value> Values(Stmt statement) => (statement switch
    {
        Stmt.Let let => let.Locals.Where(l => l.Value is not null).Select(l => l.Value!),
        Stmt.Assign assign => assign.Targets.Append(assign.Value),
        Stmt.Increase increase => [increase.Target, increase.Value],
        Stmt.Store store => store.Values,
        Stmt.Finish finish => [finish.Sum],
        _ => Enumerable.Empty<Value>(),
    }).SelectMany(Parts);

    /// <summary>What a loop, a condition or a block does.</summary>
    public static EquatableArray<Stmt> BodyOf(Stmt statement) => statement switch
    {
        Stmt.For loop => loop.Body,
        Stmt.If test => test.Body,
        Stmt.Block block => block.Body,
        _ => [],
    };

    private static IEnumerable<Value> Parts(Value value) => (value switch
    {
        Value.Spread spread => [spread.Four],
        Value.Broadcast broadcast => [broadcast.Number],
        Value.Call call => call.Arguments,
        Value.MultiplyAdd sum => [sum.A, sum.B, sum.C],
        Value.First first => [first.Of, first.Behind],
        Value.Across across => [across.Of],
        Value.Converted converted => [converted.Of],
        _ => Enumerable.Empty<Value>(),
    }).SelectMany(Parts).Prepend(value);
}
