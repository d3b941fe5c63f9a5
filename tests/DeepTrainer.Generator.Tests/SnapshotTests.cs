using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class SnapshotTests
{
    private const string Unsettled = "The rendered code still changes; accept the snapshots once it has settled.";

    [Fact(Skip = Unsettled)]
    public void Perceptron() => Snapshot.Verify(GeneratorRun.Of(Networks.Perceptron));

    [Fact(Skip = Unsettled)]
    public void Residual() => Snapshot.Verify(GeneratorRun.Of(Networks.Residual));

    [Fact(Skip = Unsettled)]
    public void Research() => Snapshot.Verify(GeneratorRun.Of(Networks.Research));
}
