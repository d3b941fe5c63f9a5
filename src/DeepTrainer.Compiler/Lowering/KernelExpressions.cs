using System.Runtime.CompilerServices;

namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The expressions of a graph's kernels. Equal parts are one object: whether two of them are equal is then seen without looking into them, and what equal layers
/// compute is put together once.
/// </summary>
internal sealed class KernelExpressions
{
    private readonly Dictionary<Expr, Expr> shared = [];
    private readonly Dictionary<Placing, Expr> placed = [];

    /// <summary>The first of equal expressions.</summary>
    public Expr Shared(Expr expr)
    {
        if (shared.TryGetValue(expr, out Expr? known))
            return known;
        return shared[expr] = expr;
    }

    /// <summary>A body with shared expressions for the inputs that it reads.</summary>
    public Expr Placed(Expr body, Expr?[] inputs)
    {
        Placing placing = new(body, inputs);
        if (placed.TryGetValue(placing, out Expr? known))
            return known;
        // What stands for an input is shared already; it is not gone through again.
        Dictionary<Expr, Expr> done = new(ReferenceComparer.Of<Expr>());
        return placed[placing] = Place(body);

        Expr Place(Expr e) => done.TryGetValue(e, out Expr? known) ? known : done[e] = e switch
        {
            Expr.Input input => inputs[input.Index]!,
            Expr.Call call => Shared(ExprSimplifier.Choice(new Expr.Call(call.Operation, PlaceAll(call.Arguments)))),
            _ => Shared(e),
        };

        ImmutableArray<Expr> PlaceAll(ImmutableArray<Expr> arguments)
        {
            var all = ImmutableArray.CreateBuilder<Expr>(arguments.Length);
            foreach (Expr argument in arguments)
                all.Add(Place(argument));
            return all.MoveToImmutable();
        }
    }

    private readonly struct Placing(Expr body, Expr?[] inputs) : IEquatable<Placing>
    {
        private readonly Expr body = body;
        private readonly Expr?[] inputs = inputs;

        public bool Equals(Placing other)
        {
            if (inputs.Length != other.inputs.Length || !body.Equals(other.body))
                return false;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (!ReferenceEquals(inputs[i], other.inputs[i]))
                    return false;
            }
            return true;
        }

        public override bool Equals(object? obj) => obj is Placing other && Equals(other);

        public override int GetHashCode()
        {
            int hash = body.GetHashCode();
            foreach (Expr? input in inputs)
                hash = unchecked((hash * 31) + RuntimeHelpers.GetHashCode(input));
            return hash;
        }
    }
}
