using System.Runtime.CompilerServices;
using DeepTrainer.Generator.Tests.Driver;
using DeepTrainer.Generator.Tests.ElementMethods;

namespace DeepTrainer.Generator.Tests;

/// <summary>Methods that are made from the elements' attributes.</summary>
public class ElementMethodTests
{
    private static readonly AttributeDescriber Describer = new(new(typeof(ElementAttribute).Assembly));

    [Fact]
    public void TheBuildersMethods_AreWhatTheAttributesSay() =>
        Check(Path.Combine("DeepTrainer.Engine", "NetworkBuilder.Elements.cs"), BuilderWriter.Write(Describer.All()));

    [Fact]
    public void FunctionsOfLayers_AreWhatTheAttributesSay() =>
        Check(Path.Combine("DeepTrainer", "Tensors", "Functional.Layers.cs"), FunctionWriter.Write(Describer.All().Where(e => FunctionWriter.HasFunction(e.Kind))));

    private static void Check(string file, string text) => Assert.True(
        Snapshot.Matches(Path.Combine(Root(), "src", file), text), $"{file} is not what the attributes say; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
