namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// Expressions → values of one type: what is used more than once becomes a local, and multiply-adds are recognised here.
/// </summary>
internal sealed class ValueBuilder(LoopBuilder code, LoopType type, Func<int, Value> operand, string prefix = "t")
{
    private readonly Dictionary<Expr, Value> locals = [];
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

    /// <summary>Gives an expression a value that is already there.</summary>
    public void Define(Expr expr, Value value) => locals[expr] = value;

    /// <summary>Makes the expression a local of that name, if it is none yet.</summary>
    public void Local(Expr expr, string name)
    {
        if (locals.ContainsKey(expr))
            return;
        uses[expr] = 1;
        Value value = Of(expr);
        locals[expr] = code.Let(name, value);
    }

    /// <summary>The expression as a value; locals that it needs are added before.</summary>
    public Value Of(Expr expr)
    {
        if (locals.TryGetValue(expr, out Value? known))
            return known;
        Value value = expr switch
        {
            Expr.Constant constant => new Value.Constant(type, constant.Value),
            Expr.Input input => operand(input.Index),
            _ => Of((Expr.Call)expr),
        };
        bool isNamed = expr is not Expr.Constant && uses.TryGetValue(expr, out int n) && n > 1 && !value.IsLocal;
        return isNamed ? locals[expr] = code.Let(prefix + Format.Integer(count++), value) : value;
    }

    private Value Of(Expr.Call call)
    {
        if (Fusion(call) is var (a, b, c))
            return new Value.MultiplyAdd(Of(a), Of(b), Of(c));
        ImmutableArray<Expr> x = call.Arguments;
        bool isOrdered = (call.Operation == Operation.Min || call.Operation == Operation.Max) && (Follows(x[0], x[1]) || Follows(x[1], x[0]));
        if (isOrdered && !Follows(x[0], x[1]))
            x = [x[1], x[0]];
        return new Value.Call(type, call.Operation, [.. x.Select(Of)]) { IsOrdered = isOrdered };
    }

    // Whether a is NaN only where b is.
    private static bool Follows(Expr a, Expr b) => a is Expr.Constant { Value: not double.NaN } || SizeOf(a).Equals(SizeOf(b));

    private static Expr SizeOf(Expr e) => e is Expr.Call call && (call.Operation == Operation.Negate || call.Operation == Operation.Abs) ? SizeOf(call.Arguments[0]) : e;

    // a·b + c, if the sum is one
    private (Expr A, Expr B, Expr C)? Fusion(Expr.Call call)
    {
        ImmutableArray<Expr> x = call.Arguments;
        return !type.IsVector ? null
            : call.Operation == Operation.Add && Product(x[0]) is { } p ? (p.Arguments[0], p.Arguments[1], x[1])
            : call.Operation == Operation.Add && Product(x[1]) is { } q ? (q.Arguments[0], q.Arguments[1], x[0])
            : call.Operation == Operation.Subtract && Product(x[1]) is { } r ? (ExprSimplifier.Step(-r.Arguments[0]), r.Arguments[1], x[0])
            : call.Operation == Operation.Subtract && Product(x[0]) is { } s ? (s.Arguments[0], s.Arguments[1], ExprSimplifier.Step(-x[1]))
            : null;
    }

    // A product used elsewhere too is computed once, not fused into each sum.
    private Expr.Call? Product(Expr e) => e is Expr.Call call && call.Operation == Operation.Multiply && !locals.ContainsKey(e) && !Rounded.Contains(e)
        && !(uses.TryGetValue(e, out int n) && n > 1) ? call : null;
}
