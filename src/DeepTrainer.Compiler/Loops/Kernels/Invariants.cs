using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>What is the same in all lanes is computed once before the lane loop, as a single float, and spread over a vector.</summary>
internal sealed class Invariants(LoopBuilder code, Kernel kernel, Func<Operand, bool> isInvariant, Func<Operand, Value> operand)
{
    private readonly Dictionary<Expr, Value> locals = [];
    private readonly Dictionary<Expr, bool> known = new(ReferenceComparer.Of<Expr>());

    /// <summary>Makes the largest invariant parts of the expressions locals.</summary>
    public void Add(IEnumerable<Expr> expressions)
    {
        List<Expr> found = [];
        HashSet<Expr> seen = [];
        foreach (Expr expression in expressions)
            Find(expression, found, seen);
        ValueBuilder scalars = new(code, LoopType.Float, i => operand(kernel.Operands[i]), "s");
        foreach (Expr part in found)
            scalars.Announce(part);
        foreach (Expr part in found)
            locals[part] = code.Let("c" + Format.Integer(locals.Count), new Value.Broadcast(scalars.Of(part)));
    }

    /// <summary>Tells the locals to what builds values.</summary>
    public void Define(ValueBuilder values)
    {
        foreach (KeyValuePair<Expr, Value> local in locals)
            values.Define(local.Key, local.Value);
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
