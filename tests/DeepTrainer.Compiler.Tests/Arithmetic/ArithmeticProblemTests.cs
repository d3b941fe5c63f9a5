using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Arithmetic;

/// <summary>Mistakes in declarations of layers that reduce, combine and multiply.</summary>
public class ArithmeticProblemTests
{
    [Fact]
    public void ShapesThatCantBeBroadcast()
    {
        Expect("DT0202", null, b => b.Input(3, 8, 8).Mean([1, 2]).Multiply("input, mean1"), "[N, 3, 8, 8]", "[N, 3]", "[Reshape(3, 1, 1)] behind 'mean1'");
        Expect("DT0202", null, b => b.Input(4).Dense(3).Divide("input, dense1"), "[N, 4]", "[N, 3]", "equal or 1");
        Expect("DT0202", null, b => b.Input(1).Dense(3).Dense(4).Maximum("input, dense1, dense2"), "'dense1'", "'dense2'");
    }

    [Fact]
    public void Axes()
    {
        Expect("DT0205", "Axes", b => b.Input(4, 6).Sum([2]), "Axes of 'sum1' is [2]", "[4, 6]", "from -2 to 1");
        Expect("DT0205", "Axes", b => b.Input(4, 6).Mean([1, -1]), "[1, -1]", "each once");
    }

    [Fact]
    public void MatrixProducts()
    {
        Expect("DT0202", null, b => b.Input(4, 6).MatMul("input, input"), "[N, 4, 6]", "write TransposeB = true");
        Expect("DT0202", null, b => b.Input(4, 6).MatMul("input, input", transposeA: true, transposeB: true), "write TransposeB = false");
        Expect("DT0202", null, b => b.Input(4).Dense(3).MatMul("input, dense1"), "as long as");
        Expect("DT0205", "TransposeA", b => b.Input(4).MatMul("input, input", transposeA: true), "'input' is a vector");
        Expect("DT0221", "From", b => b.Input(4).MatMul("input"), "two layers");
    }

    [Fact]
    public void WhatIsGiven()
    {
        Expect("DT0205", "Values", b => b.Input(4).Constant([1, 2, 3], [2, 2]), "3 numbers", "4, one for each element of [2, 2]");
        Expect("DT0205", "Values", b => b.Input(4).Constant([], []), "0 numbers");
        Expect("DT0205", "Values", b => b.Input(4).Constant([double.NaN], []), "NaN");
        Expect("DT0205", "Values", b => b.Input(4).Constant([1e300], []), "3.4e38");
        Expect("DT0205", "Shape", b => b.Input(4).Weight([2, 0]), "[2, 0]");
        Expect("DT0204", "Shape", b => b.Input(4).Weight([]), "empty");
        Expect("DT0205", "Init", b => b.Input(4).Weight([3], Init.Orthogonal), "two dimensions");
        Expect("DT0221", "From", b => b.Input(4).Weight([3], from: "input"), "'weight1' takes no input");
        Expect("DT0115", "SharedWith", b => b.Input(4).Weight([3], name: "a").Weight([4]).Weights(sharedWith: "a").Add("input, weight2"), "[3] but [4] is needed");
    }

    private static void Expect(string id, string? argument, Func<NetworkBuilder, NetworkBuilder> network, params string[] words)
    {
        Problem problem = Assert.Single(Build.Run(network(new NetworkBuilder("Net")).ToSpec()).Problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.Equal((id, argument), (problem.Kind.Id, problem.Argument));
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }
}
