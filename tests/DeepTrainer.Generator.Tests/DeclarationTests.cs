using System.Globalization;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Generator.Tests.Declarations;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>Whatever is declared: the generator doesn't throw, its code compiles, nothing is silent, and a mistake is one error.</summary>
public class DeclarationTests
{
    /// <summary>Declarations that had an answer they should not have had: attributes, and what differs from a class Net in the global namespace.</summary>
    public static TheoryData<string, string, string> Once => new()
    {
        // what is reduced was made of factors with fewer dimensions
        { "[Input(6, 4)][Dense(8)][LayerNorm][GlobalAvgPool][Mse][Sgd]", "Net", "" },
        { "[Input(6, 4)][TransformerEncoder(2, 8)][GlobalAvgPool][Mse][Sgd]", "Net", "" },
        { "[Input(2, 6, 6)][Conv2D(3, 3), LayerNorm][GlobalAvgPool][Mse][Sgd]", "Net", "" },
        // sums without an axis for lanes
        { "[Input(1)][Embedding(10, 1)][Flatten][Mse][Adam]", "Net", "" },
        { "[Input(3)][Embedding(10, 1)][Flatten][LayerNorm][Dense(1)][Mse][Adam]", "Net", "" },
        // names that were not known, or known twice
        { "[Input(3, 32, 32)][Reshape(3, 1024)][Permute(1, 0)][Dense(3)][Mse][Sgd]", "Net", "" },
        { "[Input(4, 16)][Reshape(64, 1)][Dense(2)]", "Net", "" },
        { "[Input(4, 11, 6)][Reshape(4, 66)][Permute(1, 0)][Dense(4, Name = \"a\")][Add(From = \"permute1, a\")][Mse][Sgd]", "Net", "" },
        { "[Input(10, 1)][TransformerEncoder(1, 8)][Mse][Sgd]", "Net", "" },
        { "[Input(6, 1)][Dense(8), Relu][Dense(1)][LayerNorm][Mse][Sgd]", "Net", "" },
        { "[Input(8, 64)][MultiHeadAttention(8, Rotary = true)][Mse][Sgd]", "Net", "" },
        { "[Input(8, 96)][MultiHeadAttention(8, Rotary = true)][Mse][Sgd]", "Net", "" },
        { "[Input(16, 128)][MultiHeadAttention(16, Rotary = true)][Mse][Sgd]", "Net", "" },
        { "[Input(4)][Dense(3, Name = \"rate\")][Dense(3, Name = \"targets\")][Dense(3, Name = \"inputCopied\")][Dense(3, Name = "
            + "\"input_Columns\")][Dense(2)][Mse][Sgd]", "Net", "" },
        { "[Input(1, 8, 8)][Conv2D(3, 3, Name = \"nint\")][Relu][MaxPool2D(2)][Flatten][Dense(3, Name = \"abstract\")][BatchNorm][CrossEntropy][Adam]", "Net", "" },
        { "[Input(4)][Dense(8, Name = \"inputAt0\")][Dense(8, Name = \"predictionNext0\")][Dense(8, Name = \"c0\")][Dense(2, Name = \"i\")][Mse][Sgd]", "Net", "" },
        { "[Input(4)][Dense(3, Name = \"层\")][Dense(2)][Mse][Sgd]", "Net", "" },
        { "[Input(3)][Dense(4, Name = \"_1\"), Tanh][Dense(2, Name = \"-2a\")][Mse][Adam]", "Net", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "@event", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "@class", "@class.@event" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "@record", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "@int", "" },
        { "[Input(4, 2, Time = 0)][Lstm(3)][Mse][Sgd]", "nint", "" },
        { "[Input(512)][Dense(512)][Dense(512)][Mse][Sgd]", "nint", "Samples" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "sys", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "rt", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "dt", "Samples" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "kernels", "" },
        { "[Input(4)][Dense(3)][Mse][Sgd]", "Net", "rt.sys" },
        // null where something may be left out
        { "[Input(4)][Dense(3)][CrossEntropy(ClassWeights = null)][Sgd]", "Net", "" },
        { "[Input(1, 4, 4)][Conv2D(3, 3, Strides = null)][Mse][Sgd]", "Net", "" },
        { "[Input(4)][HardTanh(Min = double.NegativeInfinity)][Mse][Sgd]", "Net", "" },
    };

    /// <summary>Mistakes that were silent, taken, or threw.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "[Input(null)][Dense(3)][Mse][Sgd]", "Shape of '[Input]' is null; it must be given" },
        { "[Input(4)][Reshape(null)][Dense(3)][Mse][Sgd]", "Shape of '[Reshape]' is null; it must be given" },
        { "[Input(4, 3, Time = -2)][Lstm(3)][Mse][Sgd]", "Time of 'input' is -2; it must be a dimension of the sample, from 0 to 1, or -1 for none" },
        { "[Input(4, 3, Time = int.MaxValue)][Lstm(3)][Mse][Sgd]", "Time of 'input' is 2147483647; it must be a dimension of the sample, from 0 to 1, or -1 for none" },
        { "[Input(4)][Dense(3, Init = Init.Constant, InitValue = double.NaN)]", "InitValue of '[Dense]' is NaN; it must be a finite number" },
        { "[Input(4)][Prelu(InitialSlope = double.PositiveInfinity)]", "InitialSlope of '[Prelu]' is Infinity; it must be a finite number" },
        { "[Input(4)][LeakyRelu(NegativeSlope = double.NaN)]", "NegativeSlope of '[LeakyRelu]' is NaN; it must be a finite number" },
        { "[Input(4)][Dense(3, Init = Init.Constant, InitValue = 1e300)]", "InitValue of '[Dense]' is 1E+300; it must be a number that float can hold" },
        { "[Input(4)][Dense(2)][Mse][Sgd(LearningRate = 1e300)]", "LearningRate of '[Sgd]' is 1E+300; it must be a number that float can hold" },
        { "[Input(4)][Dense(2)][CrossEntropy(ClassWeights = new[] { double.PositiveInfinity, 1 })][Sgd]",
            "ClassWeights of 'CrossEntropy' is Infinity; it must be 0 or more, and finite" },
        { "[Input(6, 4)][Lstm(536870912)]", "Units of 'lstm1' is 536870912; it must be at most 1,000,000" },
        { "[Input(6, 4)][Gru(int.MaxValue, ReturnSequence = false)]", "Units of 'gru1' is 2147483647; it must be at most 1,000,000" },
        { "[Input(6, 4)][Gru(4, Layers = int.MaxValue)]", "Layers of 'gru1' is 2147483647; it must be at most 100" },
        { "[Input(4)][HardTanh(Min = double.NaN)]", "Min of '[HardTanh]' is NaN; it must be a number" },
        { "[Input(4, 4)][Pad(1, Value = double.NaN)]", "Value of '[Pad]' is NaN; it must be a number" },
        { "[Input(4)][FeedForward(4, Activation = (ActivationKind)77, Name = \"ff\")]", "Activation of 'ff' is 77; it must be one of ActivationKind's members: " },
        { "[Input(4)][Dense(3, Init = (Init)77)]", "Init of '[Dense]' is 77; it must be one of Init's members: " },
    };

    [Theory]
    [MemberData(nameof(Once))]
    public void WhatFailedOnce_Compiles(string attributes, string name, string ns)
    {
        Assert.Null(Check.Run(Declaration.Of(attributes, name, ns: ns)));
        Assert.DoesNotContain(GeneratorRun.Of(Declaration.Of(attributes, name, ns: ns).Source).Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void WhatWasTakenOnce_IsOneError(string attributes, string message)
    {
        Declaration declaration = Declaration.Of(attributes);

        Assert.Null(Check.Run(declaration));
        Assert.StartsWith(message, Assert.Single(GeneratorRun.Of(declaration.Source).Diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void AnotherLibrarysElement_IsNoLayerOfOurs()
    {
        GeneratorRun run = GeneratorRun.Of("""
            namespace Others { public sealed class DenseAttribute : LayerElementAttribute; }

            namespace Users
            {
                using Others;

                [Network, Input(4), Others.Dense]
                public partial class Net;
            }
            """);

        Assert.Equal("DT0008", Assert.Single(run.Diagnostics).Id);
    }

    [Fact]
    public void NamesThatDifferInCaseOnly_AreTwoNetworks()
    {
        const string Layers = "[Network, Input(4), Dense(2)] public partial class";
        GeneratorRun run = GeneratorRun.Of($"{Layers} Net;", $"{Layers} NET;", $"namespace a {{ {Layers} Own; }}", $"namespace A {{ {Layers} Own; }}");

        Assert.Empty(run.Diagnostics);
        const int FilesOfEach = 5;
        Assert.Equal(4 * FilesOfEach, run.Files.Length);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void AFaultOfTheCompilers_IsAProblemOfItsNetworkAlone()
    {
        NetworkGenerator generator = new(spec => spec.Name == "Broken" ? throw new KeyNotFoundException("what is\nmissing") : Build.Run(spec));
        const string Broken = "[Network, Input(4), Dense(2)] public partial class Broken { static int Size => InputSize + new Broken(seed: 1).Info.OutputSize; }";
        const string Whole = "[Network, Input(4), Dense(2)] public partial class Whole;";

        GeneratorRun run = GeneratorRun.Of(generator, $"{Broken} {Whole}");

        Diagnostic told = Assert.Single(run.Diagnostics);
        Assert.Equal(("DT0009", "Broken"), (told.Id, GeneratorRun.Squiggle(told)));
        Assert.StartsWith("'Broken' can't be generated because of a fault in DeepTrainer's compiler (KeyNotFoundException",
            told.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(FilesOf(GeneratorRun.Of(Whole)), FilesOf(run).Where(f => f.Name.StartsWith("Whole", StringComparison.Ordinal)));
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));

        static IEnumerable<(string Name, string Text)> FilesOf(GeneratorRun run) => run.Files.Select(f => (f.HintName, f.SourceText.ToString()));
    }

    [Fact]
    public void AMistakesMembers_CanBeCalledAndSaySo()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [Network, Input(4), Dense(0)]
            public partial class Net
            {
                public static float First(INetwork network) => new Net(seed: 1).Dense1Weight[0] + network.LearningRate + Net.InputSize;
            }
            """);

        Assert.Equal("DT0204", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Contains("This network has a mistake", Assert.Single(run.Files).SourceText.ToString());
    }

    [Theory]
    [InlineData("class Net", "public Net(string text) { }", "new Net(seed: 1)")]
    [InlineData("class Net", "public Net(int size) { }", "new Net(1)")]
    [InlineData("class Net(string text)", "public string Text => text;", "new Net(\"\")")]
    [InlineData("abstract class Net", "public sealed class Own : Net { public Own() { } }", "new Net.Own()")]
    public void AClassOfAnotherForm_IsOneError(string head, string member, string made)
    {
        GeneratorRun run = GeneratorRun.Of($$"""
            [Network, Input(4), Dense(3), Mse, Sgd]
            public {{head.Replace("class", "partial class")}}
            {
                {{member}}
                public static float First() => {{made}}.Dense1Weight[0] + {{made}}.TrainBatch(new float[4], new float[3]);
            }
            """);

        Assert.Equal("DT0007", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void RandomDeclarations_HaveNoException_NoBrokenCode_AndNoSilence()
    {
        const int Count = 1000;
        RandomDeclarations all = new(seed: 2);
        string[] finds = new string[Count];
        Parallel.For(0, Count, number =>
        {
            Declaration declaration = all.Of(number);
            if (Check.Run(declaration, new[] { 128, 256, 512 }[number % 3]) is { } find)
                finds[number] = $"{number}: {find}\n{declaration.Source}";
        });

        Assert.Equal([], finds.OfType<string>());
    }
}
