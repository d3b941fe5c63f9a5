using System.Reflection;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>Classes with [InferenceOf]: the layers of a network of the same project or of another one, without what trains.</summary>
public sealed class InferenceTests : IDisposable
{
    private const string Digits = """
        namespace Models;

        [Network, Input(1, 8, 8), Conv2D(5, 3, Padding = 1), BatchNorm, Activation(nameof(Bend)), Flatten, Dropout(0.2), Dense(10), CrossEntropy, Adam, ClipGradientNorm(1)]
        public sealed partial class Digits
        {
            private static float Bend(float x, [Trained(0.25, PerChannel = true)] float slope) => x > 0 ? x : slope * x;
        }
        """;

    private const string Model = "namespace App; [InferenceOf(typeof(Models.Digits))] public sealed partial class DigitsModel;";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deeptrainer-inference-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void InOneProject_ItPredictsTheSame_InAThirdOfTheText()
    {
        GeneratorRun run = Right(GeneratorRun.Of(Narrow, Digits, Model));
        Assembly assembly = Load(run.Output);
        Compare(Network(assembly, "Models.Digits"), Network(assembly, "App.DigitsModel"));
        double whole = TextOf(run, "Models.Digits."), model = TextOf(run, "App.DigitsModel.");
        Assert.InRange(model / whole, 0.1, 0.42);
    }

    // Of the class itself, or of the network that it names.
    [Fact]
    public void WeightsOfFewerBits_AreThoseThatTheAttributeSays()
    {
        const string Network = "[Network(WeightType = WeightType.Float16), Input(4), Dense(3), Relu, Dense(2)] public partial class Net;";
        foreach ((string argument, string element) in (ReadOnlySpan<(string, string)>)[("", "Half"), (", WeightType = WeightType.Int8", "sbyte"),
            (", WeightType = WeightType.BFloat16", "BFloat16"), (", WeightType = WeightType.Float32", "float")])
        {
            GeneratorRun run = Right(GeneratorRun.Of(Narrow, Network, $"[InferenceOf(typeof(Net){argument})] public partial class Model;"));
            Assert.Contains($"{element}* dense1Weight = ", run.Files.First(f => f.HintName == "Model.Graphs.g.cs").SourceText.ToString(), StringComparison.Ordinal);
        }
        Diagnostic told = Assert.Single(GeneratorRun.Of("[Network(WeightType = (WeightType)9), Input(4), Dense(3)] public partial class Net;").Diagnostics);
        Assert.Equal(("DT0205", "Net"), (told.Id, GeneratorRun.Squiggle(told)));
        Assert.Contains("Float32, BFloat16, Float16, Int8", told.GetMessage(null), StringComparison.Ordinal);
    }

    // What is compiled already has its attributes, and functions of numbers as text.
    [Fact]
    public void OfAnotherAssembly_ItPredictsTheSame()
    {
        byte[] image = ImageOf(LibraryOf(Digits));
        GeneratorRun run = Right(GeneratorRun.Of(Narrow with { References = [MetadataReference.CreateFromImage(image)] }, Model));
        Assembly library = Assembly.Load(image);
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        try
        {
            Compare(Network(library, "Models.Digits"), Network(Load(run.Output), "App.DigitsModel"));
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        }

        Assembly? Resolve(object? sender, ResolveEventArgs missing) => missing.Name.StartsWith("Library,", StringComparison.Ordinal) ? library : null;
    }

    // As an editor shows a referenced project: with its source, which is not this project's.
    [Fact]
    public void OfAReferencedProject_ItIsRead() => Right(GeneratorRun.Of(Narrow with { References = [LibraryOf(Digits).ToMetadataReference()] }, Model));

    [Fact]
    public void MethodsOfTensorsInAnotherAssembly_AreToldToBeMissing()
    {
        const string Own = """
            using static DeepTrainer.Functional;
            [Network, Input(4), Layer(nameof(Gate)), Dense(2), Loss(nameof(Far), Targets = TargetKind.ClassIndices), Adam]
            public partial class Net
            {
                static Tensor Gate(Tensor x) => x * Sigmoid(x);
                static Tensor Far(Tensor y, Tensor target) => Abs(y - target);
            }
            """;
        // A compiled assembly doesn't show its private methods; a project shows them without their code.
        foreach (MetadataReference library in (MetadataReference[])[LibraryOf(Own).ToMetadataReference(), MetadataReference.CreateFromImage(ImageOf(LibraryOf(Own)))])
        {
            Diagnostic told = Assert.Single(GeneratorRun.Of(Narrow with { References = [library] }, "[InferenceOf(typeof(Net))] public partial class Model;").Diagnostics);
            Assert.Equal("'Model' can't be the inference class of 'Net': its layers call 'Gate', a method over tensors, whose code is needed and is "
                + "not in this project; declare the inference class in 'Library', beside 'Net'", told.GetMessage(null));
        }
        // A loss isn't computed: its code may be anywhere.
        MetadataReference other = MetadataReference.CreateFromImage(ImageOf(LibraryOf(Own.Replace("Layer(nameof(Gate)), ", "", StringComparison.Ordinal))));
        GeneratorRun run = Right(GeneratorRun.Of(Narrow with { References = [other] }, "[InferenceOf(typeof(Net))] public partial class Model;"));
        Assert.Contains("Scores = dt::ScoreKind.Logits", run.Files.First(f => f.HintName == "Model.Description.g.cs").SourceText.ToString(), StringComparison.Ordinal);
        // In one project both are read.
        Right(GeneratorRun.Of(Narrow, Own, "[InferenceOf(typeof(Net))] public partial class Model;"));
    }

    [Theory]
    [InlineData("class Plain; [[|InferenceOf(typeof(Plain))|]] public partial class Model;",
        "'Model' can't be the inference class of 'Plain': that is no network; name a class with [Network]")]
    [InlineData("[[|InferenceOf(typeof(int[]))|]] public partial class Model;", "'Model' can't be the inference class of 'null': that is no network; name a class with [Network]")]
    [InlineData("[[|InferenceOf(typeof(Model))|]] public partial class Model;", "'Model' can't be the inference class of 'Model': it names itself; name the class that is trained")]
    [InlineData("[InferenceOf(typeof(Net))] public partial class Model; [[|InferenceOf(typeof(Model))|]] public partial class Again;",
        "'Again' can't be the inference class of 'Model': that is an inference class itself; name 'Net'")]
    [InlineData("[[|InferenceOf(typeof(Net))|], Network, Input(4), Dense(2)] public partial class Model;",
        "'Model' can't be the inference class of 'Net': it has [Network] itself; remove one of both attributes")]
    [InlineData("[[|InferenceOf(typeof(Net))|], Dense(2)] public partial class Model;",
        "'Model' can't be the inference class of 'Net': [Dense] stands on it, but its layers are those of 'Net'; remove it")]
    [InlineData("[InferenceOf(typeof(Net))] public partial class [|Model|]<T>;",
        "'Model' is generic or nested in a generic type; a network is one fixed topology: remove the type parameters")]
    [InlineData("[InferenceOf(typeof(Net))] public class [|Model|];", "'Model' has [InferenceOf] but is not partial; write 'partial class Model'")]
    [InlineData("[InferenceOf(typeof(Net))] public partial class Model { int [|weights|]; }", "The name 'weights' is taken in 'Model', but the "
        + "network needs it for a member of its own; rename it, or give the layer another Name")]
    [InlineData("[InferenceOf(typeof(Net), Weights = \"net.safetensors\")] public partial class [|Model|];",
        "'net.safetensors' can't be the weights of 'Model': it is not among the project's NetworkWeights; add <NetworkWeights "
            + "Include=\"net.safetensors\" /> to an ItemGroup of the project")]
    public void AWrongUse_IsToldAtItsPlace(string source, string message)
    {
        string[] parts = source.Split("[|", 2), marked = parts[1].Split("|]", 2);
        Diagnostic told = Assert.Single(GeneratorRun.Of(Narrow, parts[0] + marked[0] + marked[1],
            "[Network, Input(4), Dense(2), Mse, Adam] public partial class Net;").Diagnostics);
        Assert.Equal(message, told.GetMessage(null));
        Assert.Equal(marked[0], GeneratorRun.Squiggle(told));
    }

    // At the network, of which both consist; code that uses either compiles.
    [Theory]
    [InlineData("Dense(0), Mse, Adam", "DT0204")]
    [InlineData("Dense(2), Relu, Mse, Adam", "DT0505")]
    [InlineData("Activation(nameof(F)), Dense(2), Mse, Adam", "DT0304")]
    [InlineData("Dense(2), Mse, Sgd, Adam", "DT0107")]
    public void AMistakeInTheNetwork_IsToldOnce(string layers, string id)
    {
        GeneratorRun run = GeneratorRun.Of(
            Narrow, $"[Network, Input(4), {layers}] public partial class Net {{ static float F(float x) => MathF.Floor(x); }}",
            "[InferenceOf(typeof(Net))] public partial class Model; class User { Model Load() => new(); }");
        Assert.Equal(id, Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void OfANetworkWithAMistake_TheMembersAreThere()
    {
        GeneratorRun run = GeneratorRun.Of(
            Narrow, "[Network(Weights = \"net.safetensors\"), Input(9, 4, Time = 0), Activation(nameof(F)), Dense(2, Name = \"head\"), CrossEntropy] "
                + "public partial class Net { static float F(float x) => x > \"a\".Length * System.DateTime.Now.Ticks ? 1 : 0; }",
            "[InferenceOf(typeof(Net))] public partial class Model; class User { Model Load() => Model.Trained; void Use(Model m, ref Model.State s, "
                + "float[] x) => m.Step(x, x, ref s); }");
        Assert.All(run.Diagnostics, d => Assert.Equal("Net", d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)
            .Contains("Model", StringComparison.Ordinal) ? "Model" : "Net"));
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void WeightsOfTheNetwork_AreItsToo_WhereverTheyAre()
    {
        string path = Path.Combine(folder.FullName, "net.safetensors");
        WeightsTests.Write(path, [("dense1.weight", [2, 4]), ("dense1.bias", [2])]);
        const string Net = "[Network(Weights = \"net.safetensors\"), Input(4), Dense(2), CrossEntropy] public partial class Net;",
            Model = "[InferenceOf(typeof(Net))] public partial class Model;";
        ProjectOptions project = Narrow with { Weights = [(path, "net.safetensors")] };
        string own = ClassOf(Right(GeneratorRun.Of(project, Net, Model)));
        Assert.Contains("EmbeddedWeights.Load(new Model(default(", own, StringComparison.Ordinal);
        Assert.Contains(", \"net.safetensors\");", own, StringComparison.Ordinal);
        // They lie in the assembly with the network, and fitted there.
        CompilationReference library = Right(GeneratorRun.Of(project, Net)).Output.WithAssemblyName("Library").ToMetadataReference();
        Assert.Contains("\"net.safetensors\", typeof(global::Net));", ClassOf(Right(GeneratorRun.Of(Narrow with { References = [library] }, Model))), StringComparison.Ordinal);
        // One of its own goes first, and only what is wrong with that is told here.
        Assert.Equal(["Model"], GeneratorRun.Of(project, Net, "[InferenceOf(typeof(Net), Weights = \"other.safetensors\")] public partial "
            + "class Model;").Diagnostics.Select(GeneratorRun.Squiggle));
        Assert.Equal(["Net"], GeneratorRun.Of(Narrow, Net, Model).Diagnostics.Select(GeneratorRun.Squiggle));

        static string ClassOf(GeneratorRun run) => run.Files.First(f => f.HintName == "Model.g.cs").SourceText.ToString();
    }

    [Fact]
    public void WhatTrains_IsNotWritten_AndEditingItCompilesNothingAgain()
    {
        const string Net = "[Network, Input(4), Dense(2), Mse, Adam] public partial class Net;", Model = "[InferenceOf(typeof(Net))] public partial class Model;";
        GeneratorRun run = Right(GeneratorRun.Of(Narrow, Net, Model));
        string text = string.Concat(run.Files.Where(f => f.HintName.StartsWith("Model.", StringComparison.Ordinal)).Select(f => f.SourceText.ToString()));
        foreach (string word in (string[])["Evaluate(", "TrainBatch(", "RandomSource", "Initializer", "exp_avg", "Gradient", "arenas"])
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        GeneratorRun next = run.Edit("File1.cs", Net.Replace("Adam", "Sgd", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], next.Outputs(NetworkGenerator.CompileStep).Select(o => o.Reason));
    }

    private static ProjectOptions Narrow { get; } = new() { Targets = "Vector256" };

    private static GeneratorRun Right(GeneratorRun run)
    {
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return run;
    }

    private static Microsoft.CodeAnalysis.CSharp.CSharpCompilation LibraryOf(string source) => Right(GeneratorRun.Of(Narrow, source)).Output.WithAssemblyName("Library");

    private static byte[] ImageOf(Compilation compilation)
    {
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return image.ToArray();
    }

    private static Assembly Load(Compilation compilation) => Assembly.Load(ImageOf(compilation.WithAssemblyName($"Tests{Guid.NewGuid():N}")));

    private static INetwork Network(Assembly assembly, string type) => (INetwork)assembly.GetType(type, throwOnError: true)!.GetMethod("Create")!.Invoke(null, [3])!;

    private static double TextOf(GeneratorRun run, string name) =>
        run.Files.Where(f => f.HintName.StartsWith(name, StringComparison.Ordinal)).Sum(f => (double)f.SourceText.Length);

    // By way of a file, as an application gets its weights.
    private void Compare(INetwork trained, INetwork model)
    {
        string file = Path.Combine(folder.FullName, "digits.safetensors");
        NetworkMetadata.Set(trained, new NetworkMetadata { Classes = [.. Enumerable.Range(0, 10).Select(d => $"digit {d}")] });
        trained.Save(file);
        model.Load(file);
        float[] inputs = [.. Enumerable.Range(0, 17 * 64).Select(i => MathF.Cos(i))], expected = new float[170], actual = new float[170];
        trained.PredictBatch(inputs, expected);
        model.PredictBatch(inputs, actual);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(trained.Classify(inputs.AsSpan(0, 64)), model.Classify(inputs.AsSpan(0, 64)));
        Assert.StartsWith("digit ", model.Classify(inputs.AsSpan(0, 64)).Label, StringComparison.Ordinal);
    }
}
