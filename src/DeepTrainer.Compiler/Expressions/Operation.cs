namespace DeepTrainer.Compiler.Expressions;

/// <summary>
/// One operation of the scalar language: its meaning, its derivative, and how C# spells it. All are listed here; the
/// evaluator, the simplifier, the differentiator and the renderers take from this table and know no operation by name.
/// </summary>
public sealed class Operation
{
    private static int count;

    private readonly Func<double[], double> evaluate;
    private readonly Derivation derive;

    private Operation(string name, int arity, Func<double[], double> evaluate, Derivation derive)
    {
        Name = name;
        Arity = arity;
        Number = ++count;
        this.evaluate = evaluate;
        this.derive = derive;
    }

    /// <summary>dy from the operation's arguments x, their derivatives dx and its own value y.</summary>
    private delegate Expr Derivation(ImmutableArray<Expr> x, ImmutableArray<Expr> dx, Expr y);

    public string Name { get; }

    public int Arity { get; }

    /// <summary>Its number among all.</summary>
    internal int Number { get; }

    public static Operation Add { get; } = new("+", 2, x => x[0] + x[1], (x, dx, y) => dx[0] + dx[1]);

    public static Operation Subtract { get; } = new("-", 2, x => x[0] - x[1], (x, dx, y) => dx[0] - dx[1]);

    public static Operation Multiply { get; } = new("*", 2, x => x[0] * x[1], (x, dx, y) => (dx[0] * x[1]) + (x[0] * dx[1]));

    public static Operation Divide { get; } = new("/", 2, x => x[0] / x[1], (x, dx, y) => (dx[0] - (y * dx[1])) / x[1]);

    public static Operation Negate { get; } = new("neg", 1, x => -x[0], (x, dx, y) => -dx[0]);

    /// <summary>|x|, with derivative 0 at 0.</summary>
    public static Operation Abs { get; } = new("abs", 1, x => Math.Abs(x[0]), (x, dx, y) =>
        (x[0] > 0).Then(dx[0], (x[0] < 0).Then(-dx[0], 0)));

    /// <summary>The smaller one, NaN where one is NaN; where both are equal, the derivative is that of the second.</summary>
    public static Operation Min { get; } = new("min", 2, x => Math.Min(x[0], x[1]), (x, dx, y) => x[0] is Expr.Constant
        ? (y < x[1]).Then(dx[0], dx[1])
        : (y >= x[1]).Then(dx[1], dx[0]));

    /// <summary>
    /// The larger one, NaN where one is NaN; where both are equal, the derivative is that of the second, so max(x, 0) has 0 at 0. Where the
    /// result is NaN, all comparisons are false: the derivative is that of what is no constant.
    /// </summary>
    public static Operation Max { get; } = new("max", 2, x => Math.Max(x[0], x[1]), (x, dx, y) => x[0] is Expr.Constant
        ? (y > x[1]).Then(dx[0], dx[1])
        : (y <= x[1]).Then(dx[1], dx[0]));

    public static Operation Sqrt { get; } = new("sqrt", 1, x => Math.Sqrt(x[0]), (x, dx, y) => 0.5 * dx[0] / y);

    public static Operation Exp { get; } = new("exp", 1, x => Math.Exp(x[0]), (x, dx, y) => y * dx[0]);

    public static Operation Log { get; } = new("log", 1, x => Math.Log(x[0]), (x, dx, y) => dx[0] / x[0]);

    public static Operation Sin { get; } = new("sin", 1, x => Math.Sin(x[0]), (x, dx, y) => Cos!.Of(x[0]) * dx[0]);

    public static Operation Cos { get; } = new("cos", 1, x => Math.Cos(x[0]), (x, dx, y) => -(Sin.Of(x[0]) * dx[0]));

    public static Operation Tanh { get; } = new("tanh", 1, x => Math.Tanh(x[0]), (x, dx, y) => (1 - (y * y)) * dx[0]);

    /// <summary>1 / (1 + e⁻ˣ); derivative y·(1 − y), which is why it is an operation of its own.</summary>
    public static Operation Sigmoid { get; } = new("sigmoid", 1, x => 1 / (1 + Math.Exp(-x[0])), (x, dx, y) => y * (1 - y) * dx[0]);

    /// <summary>eˣ − 1, for small x too.</summary>
    public static Operation Expm1 { get; } = new("expm1", 1, x => SpecialFunctions.Expm1(x[0]), (x, dx, y) => Exp.Of(x[0]) * dx[0]);

    /// <summary>ln(1 + x), for small x too.</summary>
    public static Operation Log1P { get; } = new("log1p", 1, x => SpecialFunctions.Log1P(x[0]), (x, dx, y) => dx[0] / (1 + x[0]));

    /// <summary>ln(1 + eˣ), which never overflows; its derivative is the sigmoid.</summary>
    public static Operation Softplus { get; } = new("softplus", 1, x => Math.Max(x[0], 0) + SpecialFunctions.Log1P(Math.Exp(-Math.Abs(x[0]))),
        (x, dx, y) => Sigmoid.Of(x[0]) * dx[0]);

    public static Operation Sinh { get; } = new("sinh", 1, x => Math.Sinh(x[0]), (x, dx, y) => Cosh!.Of(x[0]) * dx[0]);

    public static Operation Cosh { get; } = new("cosh", 1, x => Math.Cosh(x[0]), (x, dx, y) => Sinh.Of(x[0]) * dx[0]);

    /// <summary>The angle whose tangent it is, from −π/2 to π/2.</summary>
    public static Operation Atan { get; } = new("atan", 1, x => Math.Atan(x[0]), (x, dx, y) => dx[0] / (1 + (x[0] * x[0])));

    /// <summary>√(a² + b²), without overflow in between.</summary>
    public static Operation Hypot { get; } = new("hypot", 2, x => SpecialFunctions.Hypot(x[0], x[1]), (x, dx, y) => (x[0] / y * dx[0]) + (x[1] / y * dx[1]));

    /// <summary>a · b + c, rounded once.</summary>
    public static Operation FusedMultiplyAdd { get; } = new("fusedMultiplyAdd", 3, x => (x[0] * x[1]) + x[2], (x, dx, y) =>
        (dx[0] * x[1]) + (x[0] * dx[1]) + dx[2]);

    /// <summary>The error function; derivative 2/√π · exp(-x²).</summary>
    public static Operation Erf { get; } = new("erf", 1, x => SpecialFunctions.Erf(x[0]), (x, dx, y) =>
        2 / Math.Sqrt(Math.PI) * Exp.Of(-(x[0] * x[0])) * dx[0]);

    /// <summary>x^p. The exponent's derivative needs log(x), which only exists for positive x.</summary>
    public static Operation Pow { get; } = new("pow", 2, x => Math.Pow(x[0], x[1]), (x, dx, y) =>
        (x[1] * Pow!.Of(x[0], x[1] - 1) * dx[0]) + (y * Log.Of(x[0]) * dx[1]));

    /// <summary>The largest whole number that is not above x: flat between its steps.</summary>
    public static Operation Floor { get; } = new("floor", 1, x => Math.Floor(x[0]), (x, dx, y) => 0);

    /// <summary>a &lt; b ? c : d.</summary>
    public static Operation SelectLess { get; } = new("less", 4, x => x[0] < x[1] ? x[2] : x[3], (x, dx, y) =>
        (x[0] < x[1]).Then(dx[2], dx[3]));

    /// <summary>a &lt;= b ? c : d.</summary>
    public static Operation SelectLessOrEqual { get; } = new("lessOrEqual", 4, x => x[0] <= x[1] ? x[2] : x[3], (x, dx, y) =>
        (x[0] <= x[1]).Then(dx[2], dx[3]));

    /// <summary>a == b ? c : d; as in C#, NaN equals nothing.</summary>
    public static Operation SelectEqual { get; } = new("equal", 4, x => x[0] == x[1] ? x[2] : x[3], (x, dx, y) =>
        Condition.Equal(x[0], x[1]).Then(dx[2], dx[3]));

    /// <summary>Every operation there is.</summary>
    public static ImmutableArray<Operation> All { get; } =
    [
        Add, Subtract, Multiply, Divide, Negate, Abs, Min, Max, Sqrt, Exp, Log, Sin, Cos, Tanh, Sigmoid, Erf, Pow,
        Expm1, Log1P, Softplus, Sinh, Cosh, Atan, Hypot, FusedMultiplyAdd, Floor,
        SelectLess, SelectLessOrEqual, SelectEqual,
    ];

    /// <summary>The operation applied to arguments.</summary>
    public Expr Of(params Expr[] arguments) => arguments.Length == Arity
        ? new Expr.Call(this, [.. arguments])
        : throw new ArgumentException($"'{Name}' takes {Arity} arguments, not {arguments.Length}.", nameof(arguments));

    public double Evaluate(params double[] arguments) => evaluate(arguments);

    /// <summary>The derivative of a call of this operation, from its arguments and theirs.</summary>
    public Expr Derive(ImmutableArray<Expr> arguments, ImmutableArray<Expr> derivatives, Expr self) =>
        derive(arguments, derivatives, self);

    public override string ToString() => Name;
}
