using System.Collections;
using System.Reflection;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class ModelTests
{
    private static readonly string[] Steps =
    [
        NetworkGenerator.ParseStep, NetworkGenerator.SpecStep, NetworkGenerator.CompileStep, NetworkGenerator.JoinStep,
        NetworkGenerator.FilesStep, NetworkGenerator.ProblemsStep,
    ];

    public static TheoryData<string> AllSteps => [.. Steps];

    [Theory]
    [MemberData(nameof(AllSteps))]
    public void WhatStepsHandOn_HoldsNothingOfRoslyn(string step)
    {
        GeneratorRun run = GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Research, "[Network, Input(4), Dense(0)] public partial class Wrong;");
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

        Assert.NotEmpty(run.Outputs(step));
        Assert.All(run.Outputs(step), output => Walk(output.Value, output.Value.GetType().Name));

        void Walk(object? value, string path)
        {
            if (value is null or string || value.GetType().IsPrimitive || !seen.Add(value))
                return;
            Assert.False(value.GetType().FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} is a {value.GetType()}.");
            if (value is IEnumerable items)
            {
                foreach (object? item in items)
                    Walk(item, path + "[]");
                return;
            }
            foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                Walk(field.GetValue(value), $"{path}.{field.Name}");
        }
    }

    [Fact]
    public void EveryGeneratedMember_IsReserved()
    {
        GeneratorRun run = GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Research);
        IEnumerable<string> generated = new[] { "Samples.Perceptron", "Samples.Residual", "Samples.Experiments+Research" }
            .SelectMany(name => run.Output.GetTypeByMetadataName(name)!.GetMembers())
            .Where(m => m.CanBeReferencedByName && m.DeclaringSyntaxReferences.Any(r => run.Files.Any(f => f.SyntaxTree == r.SyntaxTree)))
            .Select(m => m.Name).Where(name => !name.EndsWith("Weight", StringComparison.Ordinal) && !name.EndsWith("Bias", StringComparison.Ordinal));

        Assert.Empty(generated.Except(ReservedMembers.Fixed));
    }

    [Fact]
    public void EveryMemberGeneratedForStreams_IsReserved()
    {
        GeneratorRun run = GeneratorRun.Of("[Network, Input(8, 2, Time = 0), Lstm(4), Mse, Adam] public partial class Net;");
        Assert.Empty(run.Diagnostics);
        IEnumerable<string> generated = run.Output.GetTypeByMetadataName("Net")!.GetMembers()
            .Where(m => m.CanBeReferencedByName && m.DeclaringSyntaxReferences.Length > 0 && !m.Name.StartsWith("Lstm1", StringComparison.Ordinal)).Select(m => m.Name);

        Assert.Superset(ReservedMembers.Streaming.ToHashSet(), generated.ToHashSet());
        Assert.Empty(generated.Except(ReservedMembers.Fixed).Except(ReservedMembers.Streaming));
    }

    [Fact]
    public void TwoRuns_EmitTheSameText() =>
        Assert.Equal(Texts(GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Research)),
            Texts(GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Research)));

    [Fact]
    public void TheOrderOfFiles_DoesNotMatter()
    {
        GeneratorRun run = GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Research);

        Assert.Equal(Texts(run), Texts(run.Reordered()));
    }

    [Fact]
    public void TheOrderOfParts_DoesNotMatter()
    {
        GeneratorRun run = GeneratorRun.Of(
            "[Network] public partial class Net;", "[Input(4), Activation(nameof(F))] public partial class Net;", "partial class Net { static float F(float x) => x * x; }");

        Assert.Empty(run.Diagnostics);
        Assert.Equal(run.Spec, run.Reordered().Spec);
    }

    private static string[] Texts(GeneratorRun run) =>
        [.. run.Files.Select(f => f.HintName + "\n" + f.SourceText).Order(StringComparer.Ordinal)];
}
