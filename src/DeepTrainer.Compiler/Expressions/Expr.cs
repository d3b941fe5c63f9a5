namespace DeepTrainer.Compiler.Expressions;

/// <summary>
/// A scalar expression: the one language in which activations, losses and update rules are written, whether built in or
/// read from a user's C# function. Immutable, shared freely (a tree in form, a graph in memory).
/// </summary>
public abstract class Expr : IEquatable<Expr>
{
    private readonly int hash;

    private protected Expr(int hash) => this.hash = hash;

    public static implicit operator Expr(double value) => new Constant(value);

    public static Expr operator +(Expr a, Expr b) => Operation.Add.Of(a, b);

    public static Expr operator -(Expr a, Expr b) => Operation.Subtract.Of(a, b);

    public static Expr operator *(Expr a, Expr b) => Operation.Multiply.Of(a, b);

    public static Expr operator /(Expr a, Expr b) => Operation.Divide.Of(a, b);

    public static Expr operator -(Expr a) => Operation.Negate.Of(a);

    public static Condition operator <(Expr a, Expr b) => new(Operation.SelectLess, a, b);

    public static Condition operator >(Expr a, Expr b) => new(Operation.SelectLess, b, a);

    public static Condition operator <=(Expr a, Expr b) => new(Operation.SelectLessOrEqual, a, b);

    public static Condition operator >=(Expr a, Expr b) => new(Operation.SelectLessOrEqual, b, a);

    /// <summary>Whether both are the same formula, however their parts are shared.</summary>
    public bool Equals(Expr? other)
    {
        HashSet<ReferencePair>? equal = null;
        return other is not null && Same(this, other, ref equal);
    }

    public override bool Equals(object? obj) => obj is Expr other && Equals(other);

    public override int GetHashCode() => hash;

    /// <summary>The indices of all inputs that it reads, ascending.</summary>
    public abstract ImmutableArray<int> Inputs { get; }

    /// <summary>The indices of all inputs that any of the expressions reads, ascending.</summary>
    public static ImmutableArray<int> InputsOf(IEnumerable<Expr> expressions)
    {
        ImmutableArray<int> all = [];
        foreach (Expr expression in expressions)
            all = Union(all, expression.Inputs);
        return all;
    }

    // Mostly one of them has all.
    private static ImmutableArray<int> Union(ImmutableArray<int> a, ImmutableArray<int> b) => HasAll(a, b) ? a : HasAll(b, a) ? b : Merged(a, b);

    private static ImmutableArray<int> Merged(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        var all = ImmutableArray.CreateBuilder<int>(a.Length + b.Length);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            int least = j == b.Length || (i < a.Length && a[i] < b[j]) ? a[i] : b[j];
            all.Add(least);
            i += i < a.Length && a[i] == least ? 1 : 0;
            j += j < b.Length && b[j] == least ? 1 : 0;
        }
        return all.ToImmutable();
    }

    private static bool HasAll(ImmutableArray<int> all, ImmutableArray<int> some)
    {
        int at = 0;
        foreach (int one in some)
        {
            while (at < all.Length && all[at] < one)
                at++;
            if (at == all.Length || all[at] != one)
                return false;
        }
        return true;
    }

    /// <summary>The value with the inputs' values given, in float64.</summary>
    public double Evaluate(params double[] inputs) => new Evaluator(inputs).Value(this);

    public override string ToString() => ScalarFunction.Write(this, i => "x" + Format.Integer(i));

    private protected abstract bool SameAs(Expr other, ref HashSet<ReferencePair>? equal);

    // Pairs found equal are remembered: a formula may share parts so often that its tree would be exponentially large. Of few parts, that isn't worth it.
    private static bool Same(Expr a, Expr b, ref HashSet<ReferencePair>? equal)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.hash != b.hash)
            return false;
        if (a is not Call call || call.IsOfLeaves)
            return a.SameAs(b, ref equal);
        return equal?.Contains(new(a, b)) == true || (a.SameAs(b, ref equal) && (equal ??= []).Add(new(a, b)));
    }

    private protected readonly struct ReferencePair(Expr a, Expr b) : IEquatable<ReferencePair>
    {
        private readonly Expr a = a, b = b;

        public bool Equals(ReferencePair other) => ReferenceEquals(a, other.a) && ReferenceEquals(b, other.b);

        public override bool Equals(object? obj) => obj is ReferencePair other && Equals(other);

        public override int GetHashCode() => unchecked((a.hash * 31) + b.hash);
    }

    /// <summary>A number.</summary>
    public sealed class Constant(double value) : Expr(value.GetHashCode())
    {
        public double Value => value;

        public override ImmutableArray<int> Inputs => [];

        // 0 and -0 are two numbers.
        private protected override bool SameAs(Expr other, ref HashSet<ReferencePair>? equal) =>
            other is Constant c && BitConverter.DoubleToInt64Bits(c.Value) == BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>The value of the input with this index.</summary>
    public sealed class Input(int index) : Expr(unchecked(index * (int)0x9E3779B1))
    {
        private static readonly ImmutableArray<int>[] First = [.. Enumerable.Range(0, 32).Select(i => ImmutableArray.Create(i))];

        public int Index => index;

        public override ImmutableArray<int> Inputs { get; } = index < First.Length ? First[index] : [index];

        private protected override bool SameAs(Expr other, ref HashSet<ReferencePair>? equal) => other is Input i && i.Index == index;
    }

    /// <summary>An operation on other expressions.</summary>
    public sealed class Call(Operation operation, ImmutableArray<Expr> arguments) : Expr(HashOf(operation, arguments))
    {
        public Operation Operation => operation;

        public ImmutableArray<Expr> Arguments => arguments;

        public override ImmutableArray<int> Inputs => inputs.IsDefault ? inputs = InputsOf(arguments) : inputs;

        /// <summary>Whether it is known to be as simple as it gets: what is simplified again and again is gone through once.</summary>
        internal bool IsSimple { get; set; }

        /// <summary>The different calls in it, itself last.</summary>
        internal ImmutableArray<Call> Calls => calls.IsDefault ? calls = CallsOf(this) : calls;

        private ImmutableArray<Call> calls;

        private ImmutableArray<int> inputs;

        /// <summary>Whether all arguments are inputs and numbers.</summary>
        internal bool IsOfLeaves
        {
            get
            {
                foreach (Expr argument in arguments)
                {
                    if (argument is Call)
                        return false;
                }
                return true;
            }
        }

        private protected override bool SameAs(Expr other, ref HashSet<ReferencePair>? equal)
        {
            if (other is not Call c || c.Operation != operation)
                return false;
            for (int i = 0; i < arguments.Length; i++)
            {
                if (!Same(arguments[i], c.Arguments[i], ref equal))
                    return false;
            }
            return true;
        }

        private static ImmutableArray<Call> CallsOf(Call root)
        {
            HashSet<Call> known = [];
            var all = ImmutableArray.CreateBuilder<Call>();
            Add(root);
            return all.ToImmutable();

            void Add(Call call)
            {
                if (known.Contains(call))
                    return;
                foreach (Expr argument in call.Arguments)
                {
                    if (argument is Call inner)
                        Add(inner);
                }
                known.Add(call);
                all.Add(call);
            }
        }

        private static int HashOf(Operation operation, ImmutableArray<Expr> arguments)
        {
            uint hash = (uint)operation.Number;
            foreach (Expr argument in arguments)
            {
                // High bits come down: else an argument that is there twice cancels itself, and all long chains of such end in one hash.
                hash = unchecked((hash ^ (uint)argument.GetHashCode()) * 0x9E3779B1);
                hash ^= hash >> 15;
            }
            return unchecked((int)hash);
        }
    }
}

/// <summary>A comparison that waits for its two outcomes: <c>(x > 0).Then(x, 0.01 * x)</c>.</summary>
public readonly struct Condition(Operation select, Expr left, Expr right)
{
    public Expr Then(Expr then, Expr otherwise) => select.Of(left, right, then, otherwise);

    /// <summary>Equality, which C# operators on classes should not hide behind <c>==</c>.</summary>
    public static Condition Equal(Expr left, Expr right) => new(Operation.SelectEqual, left, right);
}
