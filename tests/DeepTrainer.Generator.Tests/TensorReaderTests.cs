using System.Reflection;
using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Graphs;
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

    private static readonly string Source = "using System.Collections.Generic; using System.Linq;" + File.ReadAllText(Path.Combine(Folder(), "..", "Tensors", "Constructs.cs"));

    public static TheoryData<string> Names => [.. Methods.Keys];

    [Theory, MemberData(nameof(Names))]
    public void ReadAndCalled_AFunctionMakesTheSameGraph(string construct)
    {
        int[] sample = Methods[construct].GetCustomAttribute<SampleAttribute>()!.Shape;
        GeneratorRun run = GeneratorRun.Of(Source, $$"""
            [Network, Input({{string.Join(", ", sample)}}), Prelu, Layer(typeof(DeepTrainer.Tests.Tensors.Constructs), "{{construct}}"), Mse, Adam]
            partial class Net;
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        NetworkSpec read = run.Spec;
        TensorFunction traced = TracedMethod.Of(Assert.Single(read.TensorFunctions).Name, Methods[construct])!;
        Assert.Equal(traced.Parameters, read.TensorFunctions[0].Parameters);
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
