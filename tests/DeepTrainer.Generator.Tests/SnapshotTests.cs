using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class SnapshotTests
{
    [Fact]
    public void Perceptron() => Snapshot.Verify(GeneratorRun.Of(Networks.Perceptron));

    [Fact]
    public void Residual() => Snapshot.Verify(GeneratorRun.Of(Networks.Residual));

    [Fact]
    public void Research() => Snapshot.Verify(GeneratorRun.Of(Networks.Research));
}
