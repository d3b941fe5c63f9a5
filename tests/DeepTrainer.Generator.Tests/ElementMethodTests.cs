using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Generator.Tests.Driver;
using DeepTrainer.Generator.Tests.ElementMethods;

namespace DeepTrainer.Generator.Tests;

/// <summary>Methods that are made from the elements' attributes.</summary>
public class ElementMethodTests
{
    private static readonly AttributeDescriber Describer = new(new(typeof(ElementAttribute).Assembly));

    // A function of the user's is an expression in the engine: these methods are written by hand.
    private static IEnumerable<ElementDescription> WithoutFunctions =>
        Describer.All().Where(d => !Catalogue.All[d.Kind].Options.Any(o => o.NamesFunction));

    [Fact]
    public void TheBuildersMethods_AreWhatTheAttributesSay() => Assert.True(
        Snapshot.Matches(Path.Combine(Root(), "src", "DeepTrainer.Engine", "NetworkBuilder.Elements.cs"), BuilderWriter.Write(WithoutFunctions)),
        "NetworkBuilder.Elements.cs is not what the attributes say; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
