using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What is the same in all lanes is computed once before the lane loop, as a single float, and spread over a vector.</summary>
internal sealed class Invariants(CodeWriter writer, Kernel kernel, Func<Operand, bool> isInvariant, Func<Operand, string> operand)
{
    private readonly Dictionary<Expr, string> names = [];
    private readonly Dictionary<Expr, bool> known = new(ReferenceComparer.Of<Expr>());

    /// <summary>Writes the largest invariant parts of the expressions as locals.</summary>
    public void Write(IEnumerable<Expr> expressions)
    {
        List<Expr> found = [];
        HashSet<Expr> seen = [];
        foreach (Expr expression in expressions)
            Find(expression, found, seen);
        ExprWriter scalars = new(writer, Dialect.Scalar, i => operand(kernel.Operands[i]), "s");
        foreach (Expr part in found)
            scalars.Announce(part);
        foreach (Expr part in found)
        {
            string value = scalars.Text(part), name = writer.Declare("c" + Format.Integer(names.Count));
            writer.Line($"V {name} = Lanes.Create({value});");
            names[part] = name;
        }
    }

    /// <summary>Tells an expression writer the locals.</summary>
    public void Define(ExprWriter expressions)
    {
        foreach (KeyValuePair<Expr, string> name in names)
            expressions.Define(name.Key, name.Value);
    }

    private bool IsInvariant(Expr e) => known.TryGetValue(e, out bool invariant) ? invariant
        : known[e] = e is Expr.Input input ? isInvariant(kernel.Operands[input.Index]) : e is not Expr.Call call || call.Arguments.All(IsInvariant);

    private void Find(Expr e, List<Expr> found, HashSet<Expr> seen)
    {
        if (e is Expr.Constant || !seen.Add(e))
            return;
        if (IsInvariant(e))
            found.Add(e);
        else if (e is Expr.Call call)
        {
            foreach (Expr argument in call.Arguments)
                Find(argument, found, seen);
        }
    }
}
