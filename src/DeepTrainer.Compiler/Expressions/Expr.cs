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

    public bool Equals(Expr? other) => ReferenceEquals(this, other) || (other is not null && hash == other.hash && SameAs(other));

    public override bool Equals(object? obj) => obj is Expr other && Equals(other);

    public override int GetHashCode() => hash;

    /// <summary>The value with the inputs' values given, in float64.</summary>
    public double Evaluate(params double[] inputs) => new Evaluator(inputs).Value(this);

    public override string ToString() => ScalarFunction.Write(this, i => "x" + Format.Integer(i));

    private protected abstract bool SameAs(Expr other);

    /// <summary>A number.</summary>
    public sealed class Constant(double value) : Expr(value.GetHashCode())
    {
        public double Value => value;

        private protected override bool SameAs(Expr other) => other is Constant c && c.Value.Equals(value);
    }

    /// <summary>The value of the input with this index.</summary>
    public sealed class Input(int index) : Expr(unchecked(index * (int)0x9E3779B1))
    {
        public int Index => index;

        private protected override bool SameAs(Expr other) => other is Input i && i.Index == index;
    }

    /// <summary>An operation on other expressions.</summary>
    public sealed class Call(Operation operation, ImmutableArray<Expr> arguments) : Expr(HashOf(operation, arguments))
    {
        public Operation Operation => operation;

        public ImmutableArray<Expr> Arguments => arguments;

        private protected override bool SameAs(Expr other) =>
            other is Call c && c.Operation == operation && c.Arguments.SequenceEqual(arguments);

        private static int HashOf(Operation operation, ImmutableArray<Expr> arguments)
        {
            int hash = Operation.All.IndexOf(operation) + 1;
            foreach (Expr argument in arguments)
                hash = unchecked((hash * 1000003) ^ argument.GetHashCode());
            return hash;
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
