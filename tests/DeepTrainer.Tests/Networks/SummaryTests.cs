namespace DeepTrainer.Tests;

public class SummaryTests
{
    private const string Expected =
        """
        Digits
        -----------------------------------------------------------------
        Layer     Declaration     From              Output     Parameters
        -----------------------------------------------------------------
        input     Input(1, 8, 8)                    [1, 8, 8]           0
        flatten1  Flatten                           [64]                0
        dense1    Dense(64)                         [64]            4,160
        add1      Add             flatten1, dense1  [64]                0
        dense2    Dense(10)                         [10]              650
        -----------------------------------------------------------------
        4,810 parameters, 19,240 bytes

        """;

    [Fact]
    public void Summary_IsATableOfLayers()
    {
        var info = new NetworkInfo("Digits", [1, 8, 8], [10], TargetKind.ClassIndices, 1,
        [
            new LayerInfo("input", "Input(1, 8, 8)", [], [1, 8, 8], 0),
            new LayerInfo("flatten1", "Flatten", ["input"], [64], 0),
            new LayerInfo("dense1", "Dense(64)", ["flatten1"], [64], 4160),
            new LayerInfo("add1", "Add", ["flatten1", "dense1"], [64], 0),
            new LayerInfo("dense2", "Dense(10)", ["add1"], [10], 650),
        ]);
        Assert.Equal(Expected, info.Summary());
        Assert.Equal(4810, info.ParameterCount);
        Assert.Equal(64, info.InputSize);
        Assert.Equal(10, info.OutputSize);
    }
}
