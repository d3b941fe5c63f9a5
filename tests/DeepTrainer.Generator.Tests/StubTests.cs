using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>What stands for the members of a network with a mistake has the members that the network will have without it.</summary>
public class StubTests
{
    public static TheoryData<string> Layers { get; } =
    [
        "Input(4), Dense(3, Name = \"first\"), Relu, Dense(2), Mse, Adam",
        "Input(4), Dense(2)",
        "Input(4), Dense(2), CrossEntropy",
        "Input(4), Dense(3), CrossEntropy(ClassWeights = new double[] { 1, 2, 3 }), Adam",
        "Input(6, Name = \"image\"), Input(3, Name = \"hint\"), Concat(From = \"image, hint\"), Dense(5), Dense(2, Name = \"place\"), Dense(4, Name "
            + "= \"kind\"), SmoothL1(From = \"place\"), CrossEntropy(From = \"kind\", Name = \"which\", SampleWeights = true), Adam",
        "Input(5, Name = \"a\"), Dense(3, Name = \"b\"), Output(\"a, b\"), Mse(From = \"b\"), Adam",
        "Input(6, 4, Time = 0), Lstm(8), Dropout(0.1), Dense(3), CrossEntropy(Axis = -1), Adam",
        "Input(9, 4, Time = 0), Dense(5), LogSoftmax(Axis = -1), Ctc(3, Blank = 0), Adam",
        "Input(4), Repeat(2, 2, Name = \"blocks\"), Dense(4), Relu, BatchNorm, Mse(SampleWeights = true), Adam",
        "Input(4), Dense(3, Name = \"input.size\"), Dense(2), BinaryCrossEntropy, Adam",
    ];

    [Theory]
    [MemberData(nameof(Layers))]
    public void TheClassAndWhatStandsForIt_HaveTheSameMembers(string layers) => Assert.Equal(Members(layers, ""), Members(layers, "private int arenas;", "DT0005"));

    [Theory]
    [MemberData(nameof(Layers))]
    public void WhatStandsForAClassThatWasNotRead_LacksNoMember(string layers) =>
        Assert.Empty(Members(layers, "").Except(Members(layers, "public required int Size { get; set; }", "DT0010")));

    [Theory]
    [MemberData(nameof(Layers))]
    public void WhatStandsForAClassThatWasNotBuilt_LacksNoMember(string layers) =>
        Assert.Empty(Members(layers, "")
            .Except(Members(layers.Replace("Adam", "Adam(LearningRate = -1)", StringComparison.Ordinal), "", layers.Contains("Adam", StringComparison.Ordinal) ? "DT0205" : null)));

    private static string[] Members(string layers, string own, string? mistake = null)
    {
        GeneratorRun run = GeneratorRun.Of($"namespace Users; [Network, {layers}] public partial class Net {{ {own} }}");
        string[] errors = [.. run.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id)];
        Assert.Equal(mistake is null ? [] : [mistake], errors);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        return [.. Public(run.Output.GetTypeByMetadataName("Users.Net")!).Order(StringComparer.Ordinal)];
    }

    // Types, modifiers, parameters with their names and defaults; not the constants' values.
    private static IEnumerable<string> Public(INamedTypeSymbol type) => type.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public)
        .SelectMany(m =>
            new[] { $"{m.ContainingType.Name}: {(m is IFieldSymbol { IsConst: true } ? "const " : "")}{m.ToDisplayString(Format)}" }.Concat(
                m is INamedTypeSymbol nested ? Public(nested) : []));

    private static SymbolDisplayFormat Format { get; } = new SymbolDisplayFormat(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, SymbolDisplayGenericsOptions.IncludeTypeParameters,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor)
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut);
}
