using System.IO.Compression;
using System.Xml.Linq;

namespace DeepTrainer.Package.Tests;

/// <summary>What is in the packages, and applications that reference them.</summary>
[Collection(PackedTests.Name)]
public sealed class PackageTests(PackedFeed feed, PackedApplication packed) : IClassFixture<PackedApplication>
{
    [Fact]
    public void OneCommand_PacksAll()
    {
        (string[] packages, string[] symbols) = feed.All();
        Assert.Equal(["DeepTrainer", "DeepTrainer.Engine", "DeepTrainer.Images", "DeepTrainer.Lab", "DeepTrainer.Mpi", "DeepTrainer.Onnx",
            "DeepTrainer.Onnx.Build", "DeepTrainer.Templates", "DeepTrainer.Text", "DeepTrainer.Tool"], packages);
        Assert.Equal(["DeepTrainer", "DeepTrainer.Engine", "DeepTrainer.Images", "DeepTrainer.Lab", "DeepTrainer.Mpi", "DeepTrainer.Onnx", "DeepTrainer.Text"], symbols);
        foreach (string package in packages)
        {
            using ZipArchive file = ZipFile.OpenRead(feed.FileOf(package));
            Assert.All((string[])["README.md", "LICENSE", "icon.png"], name => Assert.NotNull(file.GetEntry(name)));
            using Stream nuspec = file.GetEntry($"{package}.nuspec")!.Open();
            SaysWhatItIs(XDocument.Load(nuspec));
        }
    }

    // What an import needs, beside the targets; what is shipped has nothing of it.
    [Fact]
    public void ThePackageOfTheBuildItem_HoldsTheTool_AndNothingToReference()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.FileOf("DeepTrainer.Onnx.Build"));
        string[] names = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("build/DeepTrainer.Onnx.Build.targets", names);
        Assert.Contains("tools/net10.0/DeepTrainer.Tool.dll", names);
        Assert.Contains("tools/net10.0/Google.Protobuf.dll", names);
        Assert.DoesNotContain(names, n => n.StartsWith("lib/", StringComparison.Ordinal) || n.Contains("CodeAnalysis", StringComparison.Ordinal));
        using Stream nuspec = package.GetEntry("DeepTrainer.Onnx.Build.nuspec")!.Open();
        XDocument described = XDocument.Load(nuspec);
        Assert.DoesNotContain(described.Descendants(), e => e.Name.LocalName == "dependency");
        Assert.Equal("true", described.Descendants().Single(e => e.Name.LocalName == "developmentDependency").Value);
    }

    [Fact]
    public void ThePackage_HoldsTheLibraryOneAnalyzerAndNothingUnexpected() => Assert.Equal(
        [
            "DeepTrainer.nuspec",
            "LICENSE",
            "README.md",
            "analyzers/dotnet/cs/DeepTrainer.Generator.dll",
            "build/DeepTrainer.props",
            "build/DeepTrainer.targets",
            "buildTransitive/DeepTrainer.props",
            "buildTransitive/DeepTrainer.targets",
            "icon.png",
            "lib/net10.0/DeepTrainer.dll",
            "lib/net10.0/DeepTrainer.xml",
        ],
        Read(package => package.Entries.Select(e => e.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal).ToArray()));

    [Fact]
    public void TheEnginesPackage_HoldsTheCompilerAndDependsOnTheLibrary()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.FileOf("DeepTrainer.Engine"));
        Assert.Equal(
            ["DeepTrainer.Compiler.dll", "DeepTrainer.Engine.dll", "DeepTrainer.Engine.xml"],
            package.Entries.Where(e => e.FullName.StartsWith("lib/net10.0/", StringComparison.Ordinal)).Select(e => e.Name).Order(StringComparer.Ordinal));
        using Stream nuspec = package.GetEntry("DeepTrainer.Engine.nuspec")!.Open();
        Assert.Equal(
            ["DeepTrainer", "Microsoft.CodeAnalysis.CSharp", "System.Numerics.Tensors"],
            XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Fact]
    public void AnApplicationWithTheEngine_CompilesANetworkAtRunTime() => Assert.Equal(
        ["alike True", "learned True", "checked True"], packed.EngineOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [Fact]
    public void ThePackage_DependsOnNothing()
    {
        XDocument nuspec = Xml("DeepTrainer.nuspec");

        Assert.DoesNotContain(nuspec.Descendants(), e => e.Name.LocalName == "dependency");
        Assert.Equal(["net10.0"], nuspec.Descendants().Where(e => e.Name.LocalName == "group").Select(e => e.Attribute("targetFramework")!.Value));
    }

    private static void SaysWhatItIs(XDocument nuspec)
    {
        XElement metadata = nuspec.Root!.Elements().Single();
        foreach (string name in (string[])["id", "authors", "license", "readme", "description", "tags", "copyright"])
            Assert.False(string.IsNullOrWhiteSpace(metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value), name);
    }

    [Fact]
    public void TheDocumentation_DescribesTheAttributes() => Assert.Contains(
        Xml("lib/net10.0/DeepTrainer.xml").Descendants("member"), m => m.Attribute("name")!.Value == "T:DeepTrainer.DenseAttribute");

    [Fact]
    public void Packing_WarnsOfNothing() => Assert.DoesNotContain("warning", feed.PackOutput, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void AnApplicationWithThePackageAlone_TrainsAndPredicts()
    {
        string[] lines = packed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal("parameters 82", lines[0]);
        Assert.StartsWith("learned True", lines[1], StringComparison.Ordinal);
        Assert.Equal("reloaded True", lines[2]);
        // Scaled to [2, 0], of which the identity makes the scores 2 and 0.
        Assert.Equal("embedded left 88.1 % 0", lines[3]);
    }

    // The application's project file has them with a semicolon in between, as MSBuild's lists are.
    [Fact]
    public void TheProjectsTargets_AreThoseThatKernelsAreWrittenFor()
    {
        string[] generated = [.. packed.Generated()];

        Assert.Contains(generated, f => f.EndsWith(".Vector256.g.cs", StringComparison.Ordinal));
        Assert.Contains(generated, f => f.EndsWith(".Vector128.g.cs", StringComparison.Ordinal));
        Assert.DoesNotContain(generated, f => f.EndsWith(".Vector512.g.cs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Arm64", "-p:RuntimeIdentifier=linux-arm64")]
    [InlineData("Wasm", "-p:RuntimeIdentifier=browser-wasm")]
    [InlineData("", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData("Vector512,Vector256,Vector128", "-p:RuntimeIdentifier=linux-x64", "-p:PublishAot=true")]
    [InlineData("Arm64", "-p:RuntimeIdentifier=linux-arm64", "-p:PublishAot=true")]
    [InlineData("Vector512,Vector256,Vector128", "-p:RuntimeIdentifier=linux-x64", "-p:IsAotCompatible=true")]
    [InlineData("Vector512,Vector256,Vector128", "-p:RuntimeIdentifier=linux-x64", "-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v2")]
    [InlineData("", "-p:RuntimeIdentifier=linux-x64", "-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3")]
    [InlineData("", "-p:RuntimeIdentifier=linux-x64", "-p:PublishAot=true", "-p:IlcInstructionSet=native")]
    public void WhatAProjectIsBuiltFor_ChoosesTheTargets(string expected, params string[] properties) =>
        Assert.Equal(expected, packed.Msbuild(["-getProperty:DeepTrainerTargets", .. properties]).Trim());

    [Theory]
    [InlineData(true, "-p:PublishAot=true")]
    [InlineData(true, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData(false, "-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3")]
    [InlineData(false, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-arm64")]
    [InlineData(false)]
    public void PublishingNativeCodeForOldProcessors_IsWarnedOf(bool isWarned, params string[] properties) =>
        Assert.Equal(isWarned, packed.Msbuild(["-t:DeepTrainerCheckInstructionSet", .. properties]).Contains("warning DT0014", StringComparison.Ordinal));

    private XDocument Xml(string entry) => Read(package =>
    {
        using Stream stream = package.GetEntry(entry)!.Open();
        return XDocument.Load(stream);
    });

    private T Read<T>(Func<ZipArchive, T> read)
    {
        using ZipArchive package = ZipFile.OpenRead(feed.FileOf("DeepTrainer"));
        return read(package);
    }
}
