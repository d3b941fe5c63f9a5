using System.Reflection;
using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Language;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Tensors;
using DeepTrainer.Generator.Tests.Driver;
using DeepTrainer.Tests.Tensors;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>Functions of tensors: what the generator reads from their syntax is what they do when they are called.</summary>
public class TensorReaderTests
{
    private static readonly Dictionary<string, MethodInfo> Methods = typeof(Constructs).GetMethods(BindingFlags.Public | BindingFlags.Static).ToDictionary(m => m.Name);

    private static readonly string[] Sources =
        [.. Directory.GetFiles(Path.Combine(Folder(), "..", "Tensors")).Select(f => "using System; using System.Collections.Generic; using System.Linq;" + File.ReadAllText(f))];

    public static TheoryData<string> Names => [.. Methods.Keys];

    public static TheoryData<string> LossNames => [.. NamesIn(typeof(TensorLosses))];

    public static TheoryData<string> RuleNames => [.. NamesIn(typeof(Rules))];

    [Theory, MemberData(nameof(Names))]
    public void ReadAndCalled_AFunctionMakesTheSameGraph(string construct)
    {
        int[] sample = Methods[construct].GetCustomAttribute<SampleAttribute>()!.Shape;
        SameGraph(Methods[construct], $"Input({string.Join(", ", sample)}), Prelu, Layer(typeof(DeepTrainer.Tests.Tensors.Constructs), \"{construct}\"), Mse, Adam");
    }

    [Theory, MemberData(nameof(LossNames))]
    public void ReadAndCalled_ALossMakesTheSameGraph(string loss) =>
        SameGraph(typeof(TensorLosses).GetMethod(loss)!, "Input(3), Dense(6, Name = \"a\"), Tanh, Dense(6, Name = \"b\"), "
            + $"Loss(typeof(DeepTrainer.Tests.Tensors.TensorLosses), \"{loss}\", From = \"a, b\"), Adam");

    [Theory, MemberData(nameof(RuleNames))]
    public void ReadAndCalled_ARuleMakesTheSameGraph(string rule) =>
        SameGraph(typeof(Rules).GetMethod(rule)!, $"Input(3), Dense(6), Mse, UpdateRule(typeof(DeepTrainer.Tests.Tensors.Rules), \"{rule}\")");

    [Fact]
    public void ATrainedNumber_IsReadAndNotedOnTheClass()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [Network, Input(3, 4), Activation(nameof(Snake)), Mse, Adam]
            partial class Net
            {
                static float Snake(float x, [Trained(0.1f, PerChannel = true)] float a, [Trained(2)] float b, float c = 0.5f) => x + a * MathF.Sin(b * x) + c;
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Equal([new("a", 0.1, TrainedFor.Channel), new("b", 2, TrainedFor.All)], Assert.Single(run.Spec.Functions).Trained);
        Assert.Contains("Trained = \"a = 0.1 for Channel, b = 2 for All\"", string.Concat(run.Files.Select(f => f.SourceText)), StringComparison.Ordinal);
        Assert.Equal(["snake1.a", "snake1.b"], Model(run.Spec).Parameters.Select(p => p.Name));
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("static float F(float y, float target, [Adjustable(1)] float d) => d * (y - target);", "'d' is [Adjustable], which a method of tensors takes")]
    [InlineData("static Tensor F(Tensor y, Tensor target, [Adjustable(1)] float d = 1) => d * (y - target);", "'d' is [Adjustable], but of type float; make it a Tensor")]
    public void ANumberThatChanges_IsATensor(string method, string reason) => Assert.Contains(
        reason, Assert.Single(GeneratorRun.Of($"[Network, Input(3), Dense(3), Loss(\"F\"), Adam] partial class Net {{ {method} }}").Diagnostics)
            .GetMessage(null), StringComparison.Ordinal);

    [Theory, MemberData(nameof(CellNames))]
    public void ReadAndCalled_ACellMakesTheSameGraph(string cell)
    {
        // what is the same for all steps is the input of two dimensions, of which there may be more
        if (cell is nameof(Cells.Attending) or nameof(Cells.Biased))
        {
            string inputs = cell == nameof(Cells.Attending) ? "Input(7, 3, Name = \"rows\")" : "Input(3, Name = \"bias\"), Input(6, Name = \"gain\")";
            string from = cell == nameof(Cells.Attending) ? "x, rows" : "x, bias, gain";
            SameGraph(typeof(Cells).GetMethod(cell)!, $"Input(5, 4, Name = \"x\"), {inputs}, Recurrent(typeof(DeepTrainer.Tests.Tensors.Cells), "
                + $"\"{cell}\", 6, From = \"{from}\"), Flatten, Dense(2), Mse, Adam");
            return;
        }
        string states = cell == nameof(Cells.Memory) ? "memory = [3, 6]" : cell == nameof(Cells.Convolved) ? "h = [2, 6]" : "";
        SameGraph(typeof(Cells).GetMethod(cell)!, $"Input(5, 4), Recurrent(typeof(DeepTrainer.Tests.Tensors.Cells), \"{cell}\", 6, States = "
            + $"\"{states}\"), Flatten, Dense(2), Mse, Adam");
    }

    public static TheoryData<string> CellNames => [.. NamesIn(typeof(Cells))];

    [Fact]
    public void PartsOfATuple_AreResultsThatOthersTake()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using static DeepTrainer.Functional;

            [Network, Input(6), Layer(nameof(Encode), Name = "enc"), Layer(nameof(Sample), From = "enc.mean, enc.logVariance"), Dense(6, Name = "out")]
            [Mse(From = "out"), Loss(nameof(Divergence), From = "enc.mean, enc.logVariance", Weight = 0.1), Output("out, enc.logVariance"), Adam]
            partial class Vae
            {
                static (Tensor Mean, Tensor LogVariance) Encode(Tensor x) => (Dense(x, 2, name: "mean"), Dense(x, 2, name: "spread"));

                static Tensor Sample(Tensor mean, Tensor logVariance) => mean + Exp(0.5 * logVariance) * Normal(mean);

                static Tensor Divergence(Tensor mean, Tensor logVariance) => 0.5 * Sum(Square(mean) + Exp(logVariance) - logVariance - 1, 1);

                static int Size() => EncLogVarianceSize + OutOffset;
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void FunctionsOfTensors_CanBeCalledWithNumbers()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using static DeepTrainer.Functional;

            [Network, Input(3), Dense(3), Activation(nameof(Bent)), Layer(nameof(Scaled)), Mse, Adam]
            partial class Net
            {
                static float Bent(float x) => Sigmoid(x) * Erf(x) + Floor(x) + Softplus(0.5f * x);

                static Tensor Scaled(Tensor x) => x * Sigmoid(0.5f) * Square(3f);
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Equal("x => y = sigmoid(x) * erf(x) + floor(x) + softplus(0.5 * x)", Assert.Single(run.Spec.Functions).Text);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void VariablesMayHaveTheNamesThatGeneratedCodeHas()
    {
        string[] names = ["n", "k", "rows", "part", "from", "to", "sum", "V", "weights", "arena", "input", "@class", "@int", "größe", "_", "_1", "sys", "rt", "Vector512"];
        string body = string.Join("\n", names.Select((name, i) => $"Tensor {name} = Softmax({(i == 0 ? "x" : names[i - 1])}) * {i + 1};"));
        GeneratorRun run = GeneratorRun.Of($$"""
            using static DeepTrainer.Functional;

            [Network, Input(3, 4), Layer(nameof(Odd)), Dense(2), Mse, Adam]
            partial class Net
            {
                static Tensor Odd(Tensor x)
                {
                    {{body}}
                    return {{names[^1]}};
                }
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    private static IEnumerable<string> NamesIn(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name);

    private static void SameGraph(MethodInfo method, string elements)
    {
        GeneratorRun run = GeneratorRun.Of([.. Sources, $"[Network, {elements}] partial class Net;"]);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        NetworkSpec read = run.Spec;
        TensorFunction traced = TracedMethod.Of(Assert.Single(read.TensorFunctions).Name, method)!;
        Assert.Equal(traced.Parameters, read.TensorFunctions[0].Parameters);
        Assert.Equal(traced.Results, read.TensorFunctions[0].Results);
        NetworkModel expected = Model(read with { TensorFunctions = [traced] }), actual = Model(read);
        Assert.Equal(TextOf(expected.Inference), TextOf(actual.Inference));
        Assert.Equal(TextOf(expected.Training!), TextOf(actual.Training!));
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.Constants, actual.Constants);
    }

    private static NetworkModel Model(NetworkSpec spec)
    {
        (NetworkModel? model, var problems) = Build.Run(spec);
        Assert.Empty(problems.Where(p => p.Kind.Severity == ProblemSeverity.Error));
        return model!;
    }

    // Nodes are called after variables, which a call does not know.
    private static string TextOf(Graph graph) => string.Join("\n", graph.Nodes.Select(n => $"{n.Id} = {n.Primitive} of {string.Join(", ", n.Inputs.Select(i => i.Id))} {n.Shape}"));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
