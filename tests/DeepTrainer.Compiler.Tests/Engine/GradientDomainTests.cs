using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Gradients checked on samples of a domain.</summary>
public class GradientDomainTests
{
    private static readonly NetworkBuilder Logarithm = new NetworkBuilder("Logarithm").Input(3).Activation("ln", x => Functions.Log(x)).Dense(2).PoissonNll().Adam();

    [Fact]
    public void OutsideOfTheDomain_NothingIsMeasured_InsideItIsRight()
    {
        Assert.False(GradientCheck.Run(Logarithm).IsWithin());
        GradientCheckResult result = GradientCheck.Run(Logarithm, CheckedSamples.Between(0.2, 3), samples: 7);
        Assert.True(result.IsWithin(), result.ToString());
        Assert.False(result.IsWithin(0));
    }

    [Fact]
    public void SamplesOfOnesOwn_AreWhatIsChecked()
    {
        int inputs = 0, targets = 0;
        CheckedSamples samples = new()
        {
            Inputs = (sample, random) =>
            {
                inputs++;
                for (int i = 0; i < sample.Length; i++)
                    sample[i] = 1 + i + random.NextDouble();
            },
            Targets = (target, _) =>
            {
                targets++;
                target.Fill(2);
            },
        };
        Assert.True(GradientCheck.Run(Logarithm, samples, samples: 5).IsWithin());
        Assert.Equal((5, 5), (inputs, targets));
    }

    [Fact]
    public void RowsOfAnEmbedding_RemainNumbers_InARange() => Assert.True(GradientCheck.Run(
        new NetworkBuilder("Words").Input(4).Embedding(11, 5).Flatten().Dense(3).CrossEntropy().Adam(), CheckedSamples.Between(0.5, 20)).IsWithin());

    [Fact]
    public void TheReport_IsATable_TheWorstFirst()
    {
        string[] lines = GradientCheck.Run(Logarithm, CheckedSamples.Between(0.2, 3)).ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches("^tensor +error +element +gradient +difference$", lines[0]);
        Assert.All(lines.Skip(1), l => Assert.Matches(@"^(input|dense1\.weight|dense1\.bias) +\d\.\dE-\d+ +\d+ +-?[\d.E-]+ +-?[\d.E-]+$", l));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckedSamples.Between(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckedSamples.Between(double.NaN, 1));
    }
}
