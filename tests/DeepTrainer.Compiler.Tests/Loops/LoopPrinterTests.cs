using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;

namespace DeepTrainer.Compiler.Tests.Loops;

/// <summary>How loops, values and whole numbers are spelled.</summary>
public class LoopPrinterTests
{
    private static readonly IndexExpr I = IndexExpr.Of("i"), N = IndexExpr.Of("n");
    private static readonly Value.Local X = new(LoopType.Vector, "x"), Y = new(LoopType.Vector, "y");

    [Fact]
    public void WholeNumbers_AreSumsWithTheConstantLast()
    {
        Assert.Equal("7", IndexPrinter.Text(7));
        Assert.Equal("i * 32", IndexPrinter.Text(I * 32));
        Assert.Equal("(n * 32) + i + 5", IndexPrinter.Text((N * 32) + I + 5));
        Assert.Equal("i - 3", IndexPrinter.Text(I - 3));
        Assert.Equal("3 - i", IndexPrinter.Text(3 - I));
        Assert.Equal("i", IndexPrinter.Text(I + N - N));
        Assert.Equal("Math.Max((nint)0, 1 - i)", IndexPrinter.Text(IndexExpr.Larger(0, 1 - I)));
        Assert.Equal("((n & -16) * 8) + ((n + 1) & 15)", IndexPrinter.Text((IndexExpr.Of(new Atom.BlockStart(N, 16)) * 8) + IndexExpr.Of(new Atom.InBlock(N + 1, 16))));
    }

    [Fact]
    public void NumbersOfLanes_AreIntegersOfCSharp()
    {
        Assert.Equal("5", IndexPrinter.Count(5));
        Assert.Equal("count", IndexPrinter.Count(IndexExpr.Of("count")));
        Assert.Equal("(int)(rows - n)", IndexPrinter.Count(IndexExpr.Of("rows") - N));
    }

    // Two signs side by side would be C#'s operator that takes 1 away.
    [Fact]
    public void OperandsOfOperators_AreInParenthesesWhereTheyHaveOne()
    {
        Assert.Equal("-(-VectorMath.Softplus(x))", Text(Negative(Negative(Call(Operation.Softplus, X)))));
        Assert.Equal("x - (y - x)", Text(X - (Y - X)));
        Assert.Equal("x * (-y)", Text(Call(Operation.Multiply, X, Negative(Y))));
        Assert.Equal("MultiplyAddEstimate(x - y, y, x)", Text(new Value.MultiplyAdd(X - Y, Y, X)));
    }

    [Fact]
    public void Zero_IsSpelledShortly_ButNotNegativeZero()
    {
        Assert.Equal("V.Zero", Text(new Value.Constant(LoopType.Vector, 0)));
        Assert.Equal("Create(-0f)", Text(new Value.Constant(LoopType.Vector, -0.0)));
        Assert.Equal("0f", Text(new Value.Constant(LoopType.Float, 0)));
    }

    [Fact]
    public void Loops_AreBlocks_UnlessTheyHaveOneStatement()
    {
        LoopBuilder code = new(["x", "rows"]);
        using (code.For("n", 0, IndexExpr.Of("rows"), 16))
        using (code.If(N, Comparison.Less, 4))
        {
            Value.Local twice = code.Let("x", X + X);
            code.Add(new Stmt.Store([twice], Pointer.ToFloats("y"), N * 2, Stride: 2, Count: IndexExpr.Of("rows") - N));
        }
        using (code.For("n", null, IndexExpr.Of("rows"), 4, fits: true))
            code.Assign(X, Y);

        Assert.Equal("""
            [MethodImpl(Kernel)]
            internal static void Twice(float* y, nint rows)
            {
                for (nint n = 0; n < rows; n += 16)
                {
                    if (n < 4)
                    {
                        V x_2 = x + x;
                        VectorMath.StoreStridedPartial(x_2, &y[n * 2], 2, (int)(rows - n));
                    }
                }
                for (; n + 4 <= rows; n += 4)
                    x = y;
            }

            """.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("    ", "\t", StringComparison.Ordinal),
            Printed(new("Twice", [], IsInlined: false, IsPrivate: false, [new("float*", "y"), new("nint", "rows")], code.Body)));
    }

    private static Value.Call Call(Operation operation, params Value[] arguments) => new(LoopType.Vector, operation, [.. arguments]);

    private static Value.Call Negative(Value value) => Call(Operation.Negate, value);

    private static string Text(Value value) => new ValuePrinter(Target.Widest).Text(value);

    private static string Printed(Method method)
    {
        CodeWriter writer = new();
        new LoopPrinter(writer, Target.Widest).Print(method);
        return writer.ToString();
    }
}
