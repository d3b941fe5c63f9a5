namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Writes expressions in a dialect: what is used more than once becomes a local, the rest is written in place. Multiply-adds are
/// recognised here.
/// </summary>
internal sealed class ExprWriter(CodeWriter writer, Dialect dialect, Func<int, string> operand, string prefix = "t")
{
    private readonly Dictionary<Expr, string> locals = [];
    private readonly Dictionary<Expr, int> uses = [];
    private int count;

    /// <summary>Products that are no part of a multiply-add.</summary>
    public ImmutableHashSet<Expr> Rounded { get; init; } = [];

    /// <summary>Counts an expression's parts beforehand, so that parts it shares with others become locals.</summary>
    public void Announce(Expr expr)
    {
        if (uses.TryGetValue(expr, out int n))
        {
            uses[expr] = n + 1;
            return;
        }
        uses[expr] = 1;
        if (expr is Expr.Call call)
        {
            foreach (Expr argument in call.Arguments)
                Announce(argument);
        }
    }

    /// <summary>Gives an expression a name that is already in scope.</summary>
    public void Define(Expr expr, string name) => locals[expr] = name;

    /// <summary>Makes the expression a local of that name, if it is free.</summary>
    public void Local(Expr expr, string name)
    {
        if (locals.ContainsKey(expr))
            return;
        uses[expr] = 1;
        string text = Text(expr);
        string local = writer.Declare(name);
        writer.Line($"{dialect.Type} {local} = {text};");
        locals[expr] = local;
    }

    /// <summary>The expression as C#; locals it needs are written before.</summary>
    public string Text(Expr expr)
    {
        if (locals.TryGetValue(expr, out string? name))
            return name;
        switch (expr)
        {
            case Expr.Constant constant:
                return dialect.Constant(constant.Value);
            case Expr.Input input:
                string load = operand(input.Index);
                if (!uses.TryGetValue(expr, out int reads) || reads < 2 || load.All(c => char.IsLetterOrDigit(c)))
                    return load;
                return Named(expr, load);
            default:
                string text = Call((Expr.Call)expr);
                return uses.TryGetValue(expr, out int n) && n > 1 ? Named(expr, text) : text;
        }
    }

    private string Named(Expr expr, string text)
    {
        string name = writer.Declare(prefix + Format.Integer(count++));
        writer.Line($"{dialect.Type} {name} = {text};");
        return locals[expr] = name;
    }

    private string Call(Expr.Call call)
    {
        if (Fusion(call) is var (a, b, c))
            return dialect.MultiplyAdd(Text(a), Text(b), Text(c))!;
        if (Ordered(call) is { } ordered)
            return ordered;
        bool infix = dialect.IsInfix(call.Operation) || call.Operation.Name == "neg";
        return dialect.Call(call.Operation, [.. call.Arguments.Select(x => infix ? Atom(x) : Text(x))]);
    }

    // An operand that is NaN only where the other one is comes first, since processors then give the other.
    private string? Ordered(Expr.Call call)
    {
        ImmutableArray<Expr> x = call.Arguments;
        return !dialect.HasOrdered(call.Operation) ? null
            : Follows(x[0], x[1]) ? dialect.Ordered(call.Operation, Text(x[0]), Text(x[1]))
            : Follows(x[1], x[0]) ? dialect.Ordered(call.Operation, Text(x[1]), Text(x[0]))
            : null;
    }

    private static bool Follows(Expr a, Expr b) => a is Expr.Constant { Value: not double.NaN } || SizeOf(a).Equals(SizeOf(b));

    private static Expr SizeOf(Expr e) => e is Expr.Call { Operation.Name: "neg" or "abs" } call ? SizeOf(call.Arguments[0]) : e;

    // a·b + c, if the sum is one and the dialect has it in one call
    private (Expr A, Expr B, Expr C)? Fusion(Expr.Call call)
    {
        ImmutableArray<Expr> x = call.Arguments;
        return !dialect.HasMultiplyAdd ? null : call.Operation.Name switch
        {
            "+" when Product(x[0]) is { } p => (p.Arguments[0], p.Arguments[1], x[1]),
            "+" when Product(x[1]) is { } p => (p.Arguments[0], p.Arguments[1], x[0]),
            "-" when Product(x[1]) is { } p => (ExprSimplifier.Step(-p.Arguments[0]), p.Arguments[1], x[0]),
            "-" when Product(x[0]) is { } p => (p.Arguments[0], p.Arguments[1], ExprSimplifier.Step(-x[1])),
            _ => null,
        };
    }

    // A product used elsewhere too is computed once, not fused into each sum.
    private Expr.Call? Product(Expr e) => e is Expr.Call { Operation.Name: "*" } call && !locals.ContainsKey(e) && !Rounded.Contains(e)
        && !(uses.TryGetValue(e, out int n) && n > 1) ? call : null;

    private string Atom(Expr e)
    {
        bool isOneCall = e is Expr.Call call && Fusion(call) is not null;
        string text = Text(e);
        return e is Expr.Call { Operation: var operation } && !locals.ContainsKey(e) && (dialect.IsInfix(operation) || operation.Name == "neg")
            && text.Contains(' ') && !isOneCall
            ? $"({text})"
            : text;
    }
}
