using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Samples with many dimensions: each is a loop with a name of its own.</summary>
public class ManyDimensionsTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(Limits.MaxDimensions)]
    public void ASampleOfManyDimensions_IsComputedAsTheEngineDoes(int rank)
    {
        int[] shape = [.. Enumerable.Range(0, rank).Select(d => d % 5 == 0 ? 3 : d < 11 ? 2 : 1)];
        shape[^1] = 4;
        NetworkModel model = new NetworkBuilder($"Rank{rank}").Input(shape).Dense(3).Relu().Dense(2).Tanh().Mse().Adam().ToModel();

        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void ACopyOfAnInput_HasOneLoopADimension()
    {
        NetworkModel model = new NetworkBuilder("Copied").Input(2, 2, 2, 2, 2, 2, 2, 2).Flatten().Dense(40).Mse().Adam().ToModel();

        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 33);
    }

    [Fact]
    public void MoreDimensionsThanThereAreNames_AreRefused()
    {
        int[] shape = [.. Enumerable.Repeat(1, Limits.MaxDimensions), 4];

        NetworkDefinitionException inInput = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Input").Input(shape).Dense(2).ToModel());
        NetworkDefinitionException inLayer = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Layer").Input(4).Reshape(shape).Dense(2).ToModel());

        Assert.Contains("'input' would need 17 dimensions, and the budget is 16", inInput.Message, StringComparison.Ordinal);
        Assert.Contains("'reshape1' would need 17 dimensions, and the budget is 16", inLayer.Message, StringComparison.Ordinal);
    }
}
