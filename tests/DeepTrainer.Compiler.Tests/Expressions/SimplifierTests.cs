namespace DeepTrainer.Compiler.Tests.Expressions;

public class SimplifierTests
{
    // Their quotients are apart by infinities: kernels that differ in nothing else are two methods.
    [Fact]
    public void NegativeZero_IsAnotherNumber()
    {
        Assert.NotEqual(new Expr.Constant(0), new Expr.Constant(-0.0));
        Assert.Equal(new Expr.Constant(double.NaN), new Expr.Constant(double.NaN));
    }

    [Fact]
    public void RandomExpressionsKeepTheirValue() =>
        Gen.Select(RandomExpressions.All, RandomExpressions.Point, RandomExpressions.Point).Each((e, x, y) =>
        {
            double before = e.Evaluate(x, y), after = ExprSimplifier.Run(e).Evaluate(x, y);
            Assert.InRange(after, before - (1e-9 * Math.Max(1, Math.Abs(before))), before + (1e-9 * Math.Max(1, Math.Abs(before))));
        }, iter: 2000);

    [Fact]
    public void SimplifyingTwiceChangesNothingMore() =>
        RandomExpressions.All.Each(e =>
        {
            Expr once = ExprSimplifier.Run(e);
            // What is known to be simple isn't gone through again; another object's parts are.
            Expr other = Rewriter.Run(once, part => part is Expr.Input input ? new Expr.Input(input.Index) : part);
            Assert.Equal(once, ExprSimplifier.Run(other));
        }, iter: 1000);

    [Theory]
    [InlineData("x + 0", "x")]
    [InlineData("1 * x", "x")]
    [InlineData("0 * x", "0")]
    [InlineData("x - x", "0")]
    [InlineData("x / 4", "0.25 * x")]
    [InlineData("2 * (3 * x)", "6 * x")]
    [InlineData("x * 2", "2 * x")]
    [InlineData("--x", "x")]
    [InlineData("x - -y", "x + y")]
    [InlineData("-x * -y", "x * y")]
    [InlineData("pow(x, 2)", "x * x")]
    [InlineData("log(1 + exp(x))", "softplus(x)")]
    [InlineData("log(exp(x) + 1)", "softplus(x)")]
    [InlineData("log(1 + x)", "log1p(x)")]
    [InlineData("log(1 - x)", "log1p(-x)")]
    [InlineData("exp(x) - 1", "expm1(x)")]
    [InlineData("1 - exp(x)", "-expm1(x)")]
    [InlineData("1 / (1 + exp(-x))", "sigmoid(x)")]
    [InlineData("exp(x) / (1 + exp(x))", "sigmoid(x)")]
    [InlineData("y / (exp(x) + 1)", "y * sigmoid(-x)")]
    [InlineData("less(x, 0, 0, 1) * y", "less(x, 0, 0, y)")]
    [InlineData("y * less(x, 0, 0, less(x, 6, 1, 0))", "less(x, 0, 0, less(x, 6, y, 0))")]
    [InlineData("pow(x, 0.5)", "sqrt(x)")]
    [InlineData("less(x, y, 3, 3)", "3")]
    [InlineData("less(1, 2, x, y)", "x")]
    [InlineData("sin(0) + x", "x")]
    public void Simplifies(string before, string after) => Assert.Equal(Parse(after), ExprSimplifier.Run(Parse(before)));

    [Fact]
    public void EqualPartsAreShared()
    {
        var sum = (Expr.Call)ExprSimplifier.Run(Parse("sin(x * y) * cos(sin(x * y))"));
        var cosine = (Expr.Call)sum.Arguments[1];
        Assert.Same(sum.Arguments[0], cosine.Arguments[0]);
    }

    private static Expr Parse(string text) => ScalarFunction.Parse("x, y => r = " + text).Results[0].Value;
}
