using DeepTrainer.Engine;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Expressions;

public class DerivativeTests
{
    public static TheoryData<string> Operations => [.. Operation.All.Select(o => o.Name)];

    [Theory, MemberData(nameof(Operations))]
    public void DerivativeOfEachOperationIsTheLimitOfDifferences(string name)
    {
        Operation operation = Operation.All.Single(o => o.Name == name);
        Expr call = operation.Of([.. Enumerable.Range(0, operation.Arity).Select(i => new Expr.Input(i))]);
        // Positive and apart from each other and from whole numbers: inside of every domain, away from every kink and step.
        Gen.Double[0.5, 2].Array[operation.Arity]
            .Where(x => Enumerable.Range(1, x.Length - 1).All(i => Math.Abs(x[i] - x[i - 1]) > 0.01) && Array.TrueForAll(x, v => Math.Abs(v - Math.Round(v)) > 0.01))
            .Each(x => Assert.InRange(GradientCheck.Run(call, x), 0, 1e-8), iter: 100);
    }

    [Fact]
    public void EveryOperationIsListed() => Assert.Empty(
        typeof(Operation).GetProperties().Where(p => p.PropertyType == typeof(Operation)).Select(p => p.GetValue(null)).Except(Operation.All));

    [Fact]
    public void DerivativesOfOddAndEvenOperationsHoldBelowZeroToo()
    {
        foreach (Operation operation in new[] { Operation.Abs, Operation.Sin, Operation.Cos, Operation.Tanh, Operation.Sigmoid, Operation.Erf, Operation.Exp, Operation.Negate })
            Gen.Double[-3, -0.1].Each(x => Assert.InRange(GradientCheck.Run(operation.Of(new Expr.Input(0)), x), 0, 1e-8), iter: 50);
    }

    [Fact]
    public void DerivativeOfRandomExpressionsIsTheLimitOfDifferences() =>
        Gen.Select(RandomExpressions.All, RandomExpressions.Point, RandomExpressions.Point)
            .Where((e, x, y) => IsBetweenQuarters(x) && IsBetweenQuarters(y) && IsSmooth(e, x, y))
            .Each((e, x, y) => Assert.InRange(GradientCheck.Run(e, x, y), 0, 1e-5), iter: 1000);

    [Fact]
    public void DerivativeOfWhatIsNotReadIsZero() =>
        Assert.Equal(0, Derivative.Of(Sin(new Expr.Input(0)), 1));

    [Theory]
    [InlineData("max(x, 0)", 0, 0)]
    [InlineData("min(max(x, 0), 6)", 6, 0)]
    [InlineData("abs(x)", 0, 0)]
    [InlineData("less(0, x, x, 0.01 * x)", 0, 0.01)]
    [InlineData("lessOrEqual(x, -3, 0, less(x, 3, x * (x + 3) / 6, x))", -3, 0)]
    [InlineData("lessOrEqual(x, -3, 0, less(x, 3, x * (x + 3) / 6, x))", 3, 1)]
    public void AtKinksTheDerivativeIsPyTorchs(string function, double at, double expected) =>
        Assert.Equal(expected, Derivative.Of(ScalarFunction.Parse("x => y = " + function).Results[0].Value, 0).Evaluate(at), 12);

    [Fact]
    public void SoftplusAndSigmoidHaveTheirDerivativesAtZeroAndFarOut()
    {
        Expr x = new Expr.Input(0);
        Assert.Equal(0.5, Derivative.Of(Softplus(x), 0).Evaluate(0), 12);
        Assert.Equal(0.25, Derivative.Of(Sigmoid(x), 0).Evaluate(0), 12);
        foreach (double far in new[] { -1e4, -1000, -100, 100, 1000, 1e4 })
        {
            Assert.Equal(0, Derivative.Of(Sigmoid(x), 0).Evaluate(far), 12);
            Assert.Equal(far > 0 ? 1 : 0, Derivative.Of(Softplus(x), 0).Evaluate(far), 12);
        }
    }

    private static bool IsBetweenQuarters(double x) => Math.Abs((4 * x) - Math.Round(4 * x)) > 0.01;

    // No kink and no jump nearby: the slope is steady, and the value follows it.
    private static bool IsSmooth(Expr e, double x, double y)
    {
        const double Near = 1e-4;
        double[][] around = [[x - Near, y], [x + Near, y], [x, y - Near], [x, y + Near]];
        return Enumerable.Range(0, 2).All(i =>
        {
            Expr slope = Derivative.Of(e, i);
            double here = slope.Evaluate(x, y);
            double change = e.Evaluate(around[(2 * i) + 1]) - e.Evaluate(around[2 * i]);
            return Math.Abs(here) < 100
                && around.All(a => Math.Abs(slope.Evaluate(a) - here) < 0.01 * Math.Max(1, Math.Abs(here)))
                && Math.Abs(change - (2 * Near * here)) < 1e-7;
        });
    }
}
