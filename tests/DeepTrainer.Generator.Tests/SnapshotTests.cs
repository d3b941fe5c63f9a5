using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class SnapshotTests
{
    private const string NoRenderer = "The renderer is not there yet.";

    [Fact(Skip = NoRenderer)]
    public void Perceptron() => Snapshot.Verify(GeneratorRun.Of(Networks.Perceptron));

    [Fact(Skip = NoRenderer)]
    public void Residual() => Snapshot.Verify(GeneratorRun.Of(Networks.Residual));

    [Fact(Skip = NoRenderer)]
    public void Research() => Snapshot.Verify(GeneratorRun.Of(Networks.Research));
}
