using System.Globalization;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>What users write in functions of tensors and what can't be meant so: told at the expression, without a fault of the generator.</summary>
public class TensorMistakeTests
{
    private const string TooDeep = "it is nested too deeply; use variables for parts of it";

    [Theory]
    [InlineData("Tensor t = null!; return x + [|t|].Shape[0];", "null has no shape", ".Shape")]
    [InlineData("Tensor t = null!; return [|x + t|];", "operator: argument 2 must be a tensor")]
    [InlineData("return x * [|new float[x.Shape[0] - 9]|].Length;", "-1 elements: there can be 0 to 1,000,000")]
    [InlineData("return x * [|Enumerable.Range(0, 1000000000)|].Count();", "1000000000 elements: there can be 0 to 1,000,000")]
    [InlineData("int[] n = [1, 2]; return x * [|n[1..9]|].Length;", "1..9 is no part of 2 elements")]
    [InlineData("int[] n = [1, 2]; return x * [|n.Take(1..2)|].Sum();", "'Take' can't be used here")]
    [InlineData("var n = new List<int> { 1, 2 }; [|n.Reverse()|]; return x * n[0];", "'Reverse' can't be used here")]
    [InlineData("long n = long.MaxValue; return x * ([|n * 2|]);", "a whole number is too large for its type")]
    [InlineData("long n = long.MinValue; return x * ([|n / (x.Shape[0] - 9)|]);", "a whole number is too large for its type")]
    [InlineData("while (true) x = [|Concat(0, x, x)|];", "Concat gives 134,217,728 elements along an axis: that is more than 100,000,000 values")]
    [InlineData("int n = 300; return x * [|(byte)n|];", "'(byte)n' can't be read: of numbers only int, long, float and double can be read")]
    [InlineData("int[] n = [1, 2]; int i = 0; [|n[i++] += 5|]; return x * n[0];", "'n[i++] += 5' can't be read: the index changes something; do that in a statement of its own")]
    [InlineData("switch (x.Rank) { [|case 1: if (x.Shape[0] == 8) break; return x;|] default: return x * 2; } return x * 3;", "'case 1: if "
        + "(x.Shape[0] == 8) break; return x;' can't be read: a case's only break is the one that ends it; write if and else within")]
    [InlineData("[|throw new ArgumentOutOfRangeException(nameof(x), \"too long\")|];", "too long", ";")]
    [InlineData("return x * [|Gather(Weight(\"w\", [3]), x[0])|][5];", "1 indices into []", "[5]")]
    public void Mistakes_AreToldWhereTheyAreMade(string body, string message, string more = "") => Told($"static Tensor F(Tensor x) {{ {body} }}", message, more);

    [Theory]
    [InlineData("static Tensor F(Tensor x) => x + Loop; static Tensor Loop => [|Loop|];", "'Loop' can't be read: it is defined by itself")]
    [InlineData("static Tensor F(Tensor x) => x + A; static readonly int A = B; static readonly int B = [|A|];", "'A' can't be read: it is defined by itself")]
    [InlineData("static Tensor F(Tensor x) { foreach (int n in Parts()) x *= n; return x; } static IEnumerable<int> Parts() { [|yield return 2;|] }",
        "'yield return 2;' can't be read: only declarations, assignments, if, switch, loops, return, throw and calls can be read")]
    public void Members_ThatCannotBeRead_AreToldWhereTheyStand(string members, string message) => Told(members, message);

    [Fact]
    public void CodeNestedTooDeeply_DoesNotOverflowTheStack()
    {
        GeneratorRun run = Run($"static Tensor F(Tensor x) => {string.Join(" + ", Enumerable.Repeat("x", 3000))};");
        Assert.EndsWith(TooDeep, Assert.Single(run.Diagnostics).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    // Their bodies speak of parameters of their own.
    [Theory]
    [InlineData("Layer(nameof(F))", "private static partial Tensor F(Tensor x); private static partial Tensor F(Tensor x) => x * 2;")]
    [InlineData("Layer(typeof(Other<int>), \"F\")", "public static class Other<T> { public static Tensor F(Tensor x) => x * 2; }")]
    public void PartialMethods_AndThoseOfGenericTypes_AreRead(string layer, string members) =>
        Assert.Empty(GeneratorRun.Of(Source(members, layer)).Diagnostics);

    private static void Told(string members, string message, string more = "")
    {
        string[] parts = members.Split("[|", 2), marked = parts[1].Split("|]", 2);
        Diagnostic told = Assert.Single(Run(parts[0] + marked[0] + marked[1]).Diagnostics);
        Assert.Equal("DT0320", told.Id);
        Assert.Equal($"'f1' can't be built of F(x): {message}", told.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(marked[0] + more, GeneratorRun.Squiggle(told));
    }

    private static GeneratorRun Run(string members) => GeneratorRun.Of(Source(members, "Layer(nameof(F))"));

    private static string Source(string members, string layer) => $$"""
        using System.Collections.Generic; using System.Linq; using static DeepTrainer.Functional;
        [Network, Input(8), Dense(8), {{layer}}, Mse, Adam]
        public partial class Net { {{members}} }
        """;
}
