using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Gradients through normalization and layers along some dimension, against central differences.</summary>
public class NormalizationGradientTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Middles = new()
    {
        ["batchNorm"] = b => b.BatchNorm(),
        ["batchNorm of features"] = b => b.Flatten().BatchNorm(epsilon: 0.1),
        ["batchNorm without weights"] = b => b.BatchNorm(affine: false, cumulative: true),
        ["layerNorm"] = b => b.LayerNorm(),
        ["layerNorm over two dimensions"] = b => b.LayerNorm(2, bias: false),
        ["layerNorm over everything, without weights"] = b => b.LayerNorm(3, affine: false, epsilon: 0.1),
        ["rmsNorm"] = b => b.RmsNorm(),
        ["rmsNorm over two dimensions, without weights"] = b => b.RmsNorm(2, affine: false),
        ["groupNorm"] = b => b.GroupNorm(2),
        ["groupNorm of one group"] = b => b.GroupNorm(1, affine: false),
        ["instanceNorm"] = b => b.InstanceNorm(),
        ["instanceNorm with weights"] = b => b.InstanceNorm(affine: true),
        ["softmax of channels"] = b => b.Softmax(0),
        ["logSoftmax of rows"] = b => b.LogSoftmax(-2),
        ["glu of channels"] = b => b.Glu(0),
        ["glu of rows"] = b => b.Glu(-2),
        ["glu"] = b => b.Dense(6).Glu(),
        ["dense at positions"] = b => b.Dense(2),
        ["dense at positions, without bias"] = b => b.Dense(5, bias: false),
        ["tanhshrink"] = b => b.Tanhshrink(),
        ["softshrink"] = b => b.Softshrink(0.1),
        ["hardshrink"] = b => b.Hardshrink(0.1),
        ["threshold"] = b => b.Threshold(0.2, -1),
        ["spatialDropout"] = b => b.SpatialDropout(0.4),
        ["dropPath"] = b => b.DropPath(0.4),
    };

    public static TheoryData<string> Names => [.. Middles.Keys];

    /// <summary>All of them, behind the start of a network.</summary>
    public static IEnumerable<NetworkBuilder> All => Middles.Values.Select(m => m(Start()));

    [Theory, MemberData(nameof(Names))]
    public void GradientsOfImagesAreRight(string middle)
    {
        NetworkBuilder network = Middles[middle](Start()).Flatten().Dense(3).Mse();
        GradientCheckResult result = GradientCheck.Run(network);
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
        Assert.Equal(["input", .. network.ToModel().Parameters.Where(p => p.IsTrained).Select(p => p.Name)], result.Errors.Select(e => e.Name));
    }

    private static NetworkBuilder Start() => new NetworkBuilder("Net").Input(4, 2, 3).Prelu(0.6, perChannel: true);
}
