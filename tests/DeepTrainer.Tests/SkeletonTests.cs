namespace DeepTrainer.Tests;

public class SkeletonTests
{
    [Fact]
    public void Runs() => Assert.True(Environment.ProcessorCount > 0);
}
