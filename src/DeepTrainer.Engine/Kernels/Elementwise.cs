namespace DeepTrainer.Engine.Kernels;

/// <summary>y = f(operands) element by element; at least one operand is a span.</summary>
internal delegate void ElementwiseOperation<T>(in Operands<T> x, Span<T> y)
    where T : unmanaged;

/// <summary>How each operation of the scalar language runs over spans.</summary>
internal static class Elementwise<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Dictionary<Operation, ElementwiseOperation<T>> Table = new()
    {
        [Operation.Add] = Add,
        [Operation.Subtract] = Subtract,
        [Operation.Multiply] = Multiply,
        [Operation.Divide] = Divide,
        [Operation.Negate] = (in x, y) => TensorPrimitives.Negate(x.A.Span, y),
        [Operation.Abs] = (in x, y) => TensorPrimitives.Abs(x.A.Span, y),
        [Operation.Min] = Min,
        [Operation.Max] = Max,
        [Operation.Sqrt] = (in x, y) => TensorPrimitives.Sqrt(x.A.Span, y),
        [Operation.Exp] = (in x, y) => TensorPrimitives.Exp(x.A.Span, y),
        [Operation.Log] = (in x, y) => TensorPrimitives.Log(x.A.Span, y),
        [Operation.Sin] = (in x, y) => TensorPrimitives.Sin(x.A.Span, y),
        [Operation.Cos] = (in x, y) => TensorPrimitives.Cos(x.A.Span, y),
        [Operation.Tanh] = (in x, y) => TaylorTable.Tanh.Evaluate(x.A.Span, y),
        [Operation.Sigmoid] = Sigmoid,
        [Operation.Erf] = (in x, y) => TaylorTable.Erf.Evaluate(x.A.Span, y),
        [Operation.Pow] = Pow,
        [Operation.Expm1] = Each(Expm1),
        [Operation.Log1P] = Each(Log1P),
        [Operation.Softplus] = Each(x => T.Max(x, T.Zero) + Log1P(T.Exp(-T.Abs(x)))),
        [Operation.Sinh] = Each(T.Sinh),
        [Operation.Cosh] = Each(T.Cosh),
        [Operation.Atan] = Each(T.Atan),
        [Operation.Hypot] = Hypot,
        [Operation.FusedMultiplyAdd] = FusedMultiplyAdd,
        [Operation.Floor] = (in x, y) => TensorPrimitives.Floor(x.A.Span, y),
        [Operation.SelectLess] = (in x, y) => Selection.Less(x.A, x.B, x.C, x.D, y),
        [Operation.SelectLessOrEqual] = (in x, y) => Selection.LessOrEqual(x.A, x.B, x.C, x.D, y),
        [Operation.SelectEqual] = (in x, y) => Selection.Equal(x.A, x.B, x.C, x.D, y),
    };

    public static ElementwiseOperation<T> Of(Operation operation) => Table.TryGetValue(operation, out ElementwiseOperation<T>? run)
        ? run
        : throw new InvalidOperationException($"The engine has no kernel for '{operation.Name}'.");

    private static void Add(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Add(x.B.Span, x.A.Scalar, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Add(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Add(x.A.Span, x.B.Span, y);
    }

    private static void Subtract(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Subtract(x.A.Scalar, x.B.Span, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Subtract(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Subtract(x.A.Span, x.B.Span, y);
    }

    private static void Multiply(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Multiply(x.B.Span, x.A.Scalar, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Multiply(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Multiply(x.A.Span, x.B.Span, y);
    }

    private static void Divide(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Divide(x.A.Scalar, x.B.Span, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Divide(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Divide(x.A.Span, x.B.Span, y);
    }

    private static void Min(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Min(x.B.Span, x.A.Scalar, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Min(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Min(x.A.Span, x.B.Span, y);
    }

    private static void Max(in Operands<T> x, Span<T> y)
    {
        if (x.A.IsScalar)
            TensorPrimitives.Max(x.B.Span, x.A.Scalar, y);
        else if (x.B.IsScalar)
            TensorPrimitives.Max(x.A.Span, x.B.Scalar, y);
        else
            TensorPrimitives.Max(x.A.Span, x.B.Span, y);
    }

    private static ElementwiseOperation<T> Each(Func<T, T> function) => (in x, y) =>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = function(x.A[i]);
    };

    // Where e⁻ˣ may be infinite, the result is eˣ.
    private static void Sigmoid(in Operands<T> x, Span<T> y)
    {
        T far = T.CreateTruncating(-80);
        if (!(TensorPrimitives.Min<T>(x.A.Span) < far))
        {
            TensorPrimitives.Sigmoid(x.A.Span, y);
            return;
        }
        for (int i = 0; i < y.Length; i++)
            y[i] = x.A[i] < far ? T.Exp(x.A[i]) : T.One / (T.One + T.Exp(-x.A[i]));
    }

    // Kahan: what rounding u = eˣ lost cancels in (u - 1)·x / ln u. That of .NET is eˣ - 1.
    private static T Expm1(T x)
    {
        T u = T.Exp(x);
        return u == T.One ? x : u - T.One == -T.One || T.IsInfinity(u) ? u - T.One : (u - T.One) * x / T.Log(u);
    }

    // Kahan: what rounding u = 1 + x lost cancels in ln u · x / (u - 1). That of .NET is ln(1 + x).
    private static T Log1P(T x)
    {
        T u = T.One + x;
        return u == T.One ? x : T.IsInfinity(u) ? u : T.Log(u) * x / (u - T.One);
    }

    private static void Hypot(in Operands<T> x, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.Hypot(x.A[i], x.B[i]);
    }

    private static void FusedMultiplyAdd(in Operands<T> x, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.FusedMultiplyAdd(x.A[i], x.B[i], x.C[i]);
    }

    // TensorPrimitives.Pow goes by logarithms, which negative bases have none of.
    private static void Pow(in Operands<T> x, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.Pow(x.A[i], x.B[i]);
    }
}
