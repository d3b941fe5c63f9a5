namespace DeepTrainer.Engine.Kernels;

/// <summary>y = a ? b then c else d, with C#'s comparisons: false where one side is NaN.</summary>
internal static class Selection
{
    private interface IComparison
    {
        static abstract bool Holds<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T>;

        static abstract Vector<T> Holds<T>(Vector<T> a, Vector<T> b);
    }

    public static void Less<T>(Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> d, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run<T, LessThan>(a, b, c, d, y);

    public static void LessOrEqual<T>(Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> d, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run<T, LessThanOrEqual>(a, b, c, d, y);

    public static void Equal<T>(Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> d, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run<T, Equality>(a, b, c, d, y);

    private static void Run<T, TComparison>(Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> d, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TComparison : IComparison
    {
        int i = 0;
        for (; i <= y.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.ConditionalSelect(TComparison.Holds(a.Load(i), b.Load(i)), c.Load(i), d.Load(i)).CopyTo(y[i..]);
        for (; i < y.Length; i++)
            y[i] = TComparison.Holds(a[i], b[i]) ? c[i] : d[i];
    }

    private readonly struct LessThan : IComparison
    {
        public static bool Holds<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a < b;

        public static Vector<T> Holds<T>(Vector<T> a, Vector<T> b) => Vector.LessThan(a, b);
    }

    private readonly struct LessThanOrEqual : IComparison
    {
        public static bool Holds<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a <= b;

        public static Vector<T> Holds<T>(Vector<T> a, Vector<T> b) => Vector.LessThanOrEqual(a, b);
    }

    private readonly struct Equality : IComparison
    {
        public static bool Holds<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a == b;

        public static Vector<T> Holds<T>(Vector<T> a, Vector<T> b) => Vector.Equals(a, b);
    }
}
