using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Expressions;

public class ScalarFunctionTests
{
    [Fact]
    public void TextOfRandomFunctionsReadsBackAsTheSameExpressions() =>
        Gen.Select(RandomExpressions.All, RandomExpressions.All).Each((a, b) =>
        {
            ScalarFunction function = new(["u", "v"], [("first", ExprSimplifier.Run(a)), ("second", ExprSimplifier.Run(b))]);
            ScalarFunction read = ScalarFunction.Parse(function.ToString());
            Assert.Equal(function.Parameters, read.Parameters);
            Assert.Equal(function.Results, read.Results);
        }, iter: 1000);

    [Fact]
    public void TextOfRandomFunctionsKeepsTheirValue() =>
        Gen.Select(RandomExpressions.All, RandomExpressions.Point, RandomExpressions.Point).Each((e, x, y) =>
            Assert.Equal(e.Evaluate(x, y), ScalarFunction.Parse(new ScalarFunction(["u", "v"], [("r", e)]).ToString()).Results[0].Value.Evaluate(x, y)), iter: 1000);

    [Fact]
    public void SharedPartsAreWrittenOnce()
    {
        Expr part = Sin(new Expr.Input(0));
        Assert.Equal("x => let t0 = sin(x); y = t0 * t0", new ScalarFunction(["x"], [("y", part * part)]).ToString());
    }

    [Theory]
    [InlineData("a - (b - c)", 1 - (2.0 - 4))]
    [InlineData("a - b - c", 1 - 2.0 - 4)]
    [InlineData("a / b / c", 1 / 2.0 / 4)]
    [InlineData("a + b * c", 1 + (2.0 * 4))]
    [InlineData("-a * b", -2.0)]
    [InlineData("-(a + b)", -3.0)]
    [InlineData("2.5E-3 * c", 0.01)]
    [InlineData("a - -2", 3.0)]
    [InlineData("equal(a, 1, b, c)", 2.0)]
    public void PrecedenceIsThatOfCSharp(string text, double expected) =>
        Assert.Equal(expected, ScalarFunction.Parse("a, b, c => r = " + text).Results[0].Value.Evaluate(1, 2, 4), 15);

    [Fact]
    public void ResultsAreComputedFromTheValuesAtEntry()
    {
        ScalarFunction swap = ScalarFunction.Parse("a, b => a = b; b = a");
        Assert.Equal([2.0, 1.0], swap.Results.Select(r => r.Value.Evaluate(1, 2)));
    }

    [Theory]
    [InlineData("x => y = x +", "position 12")]
    [InlineData("x => y = z", "known name")]
    [InlineData("x => y = foo(x)", "operation")]
    [InlineData("x => y = (x", "')'")]
    [InlineData("x => y = x x", "the end")]
    [InlineData("x y", "'=>'")]
    [InlineData("x => = x", "a name")]
    [InlineData("x => y = 1.2.3", "a number")]
    [InlineData("x => y = max(x)", "2 arguments")]
    public void WrongTextIsAFormatExceptionThatSaysWhatIsExpected(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => ScalarFunction.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0.1124629160182849)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(4, 0.9999999845827421)]
    [InlineData(7, 1)]
    public void ErfHasItsKnownValues(double x, double expected)
    {
        Assert.Equal(expected, SpecialFunctions.Erf(x), 2e-15);
        Assert.Equal(-expected, SpecialFunctions.Erf(-x), 2e-15);
    }

    [Fact]
    public void ComparisonsWithNaNAreFalseAsInCSharp()
    {
        foreach (string comparison in new[] { "less", "lessOrEqual", "equal" })
            Assert.Equal(2, ScalarFunction.Parse($"x => y = {comparison}(x, x, 1, 2)").Results[0].Value.Evaluate(double.NaN));
    }
}
