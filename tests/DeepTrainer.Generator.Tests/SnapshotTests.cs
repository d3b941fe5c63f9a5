using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

/// <summary>What is emitted, to the letter: all widths of the usual network, one width of the others.</summary>
public class SnapshotTests
{
    [Fact]
    public void Perceptron() => Snapshot.Verify(GeneratorRun.Of(Networks.Perceptron));

    [Fact]
    public void Residual() => Snapshot.Verify(GeneratorRun.Of(Networks.Residual), onlyBits: 256);

    [Fact]
    public void Inference() => Snapshot.Verify(
        GeneratorRun.Of(new ProjectOptions { References = [GeneratorRun.Of(Networks.Perceptron).Output.ToMetadataReference()] },
            "namespace Samples; [InferenceOf(typeof(Perceptron))] public sealed partial class Model;"), onlyBits: 256);

    [Fact]
    public void Research() => Snapshot.Verify(GeneratorRun.Of(Networks.Research), onlyBits: 256);
}
