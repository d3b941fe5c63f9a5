namespace DeepTrainer.Compiler.Graphs;

/// <summary>An expression, and the parts of it that read hyper-parameters and counters alone: those become inputs, behind its own.</summary>
/// <param name="Body">What is left.</param>
/// <param name="Parts">The parts in order, each with the inputs that it reads as its own.</param>
internal sealed record HostParts(Expr Body, ImmutableArray<(Expr Part, ImmutableArray<int> Inputs)> Parts)
{
    /// <summary>Takes an expression apart.</summary>
    /// <param name="body">The expression.</param>
    /// <param name="firsts">For each input the first that is the same.</param>
    /// <param name="isHost">For each input whether it is such a number.</param>
    public static HostParts Of(Expr body, int[] firsts, bool[] isHost)
    {
        var parts = ImmutableArray.CreateBuilder<(Expr, ImmutableArray<int>)>();
        Dictionary<Expr, bool> host = new(ReferenceComparer.Of<Expr>());
        Dictionary<Expr, Expr> done = new(ReferenceComparer.Of<Expr>());
        Expr rest = Split(body);
        return new(rest, parts.ToImmutable());

        bool IsHost(Expr e) => host.TryGetValue(e, out bool known) ? known
            : host[e] = e is Expr.Input i ? isHost[i.Index] : e is not Expr.Call call || call.Arguments.All(IsHost);

        Expr Split(Expr e)
        {
            if (e is not Expr.Call call)
                return e;
            if (done.TryGetValue(e, out Expr? known))
                return known;
            ImmutableArray<int> read = IsHost(e) ? e.Inputs : [];
            if (read.Length == 0)
                return done[e] = new Expr.Call(call.Operation, [.. call.Arguments.Select(Split)]);
            ImmutableArray<int> own = [.. read.Select(i => firsts[i]).Distinct()];
            Expr part = Rewriter.Substitute(e, [.. firsts.Select(first => new Expr.Input(Math.Max(0, own.IndexOf(first))))]);
            parts.Add((part, own));
            return done[e] = new Expr.Input(firsts.Length + parts.Count - 1);
        }
    }
}
