using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Weights that lie in panels, since they fill a good part of the second-level cache: those of dense layers and of convolutions.</summary>
public class PanelTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        // 128 × 128 × 9 weights are just above half of the cache.
        ["Conv2D"] = n => n.Input(128, 2, 3).Conv2D(128, [3], padding: 1).Relu().GlobalAvgPool().Dense(3).CrossEntropy().Adam(),
        ["Strided"] = n => n.Input(96, 4, 3).Conv2D(160, [3], stride: 2, padding: 1).BatchNorm().Relu().GlobalAvgPool().Dense(3).CrossEntropy().Sgd(0.1),
        ["Conv1D"] = n => n.Input(128, 5).Conv1D(128, [9], padding: 4).Gelu().GlobalAvgPool().Dense(1).Mse().Sgd(0.1, momentum: 0.9),
        // What is summed over whole weights, walks them with their state, or sees them as matrices.
        ["Lamb"] = n => n.Input(128, 2, 2).Conv2D(128, [3], padding: 1).Tanh().GlobalAvgPool().Dense(3).CrossEntropy().Lamb(0.01),
        ["Clipped"] = n => n.Input(128, 2, 2).Conv2D(128, [3], padding: 1).Tanh().GlobalAvgPool().Dense(3).CrossEntropy().ClipGradientNorm(0.1)
            .Sgd(0.1, momentum: 0.9, weightDecay: 0.01),
        ["Dense"] = n => n.Input(450).Dense(320).Relu().Dense(5).CrossEntropy().Adam(),
    };

    // A number of channels that fills no panel, and weights that are seen under other shapes.
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> RowByRow = new()
    {
        ["Odd"] = n => n.Input(127, 2, 3).Conv2D(127, [3], padding: 1).Relu().GlobalAvgPool().Dense(3).CrossEntropy().Adam(),
        ["ConvTranspose2D"] = n => n.Input(160, 2, 3).ConvTranspose2D(96, [3], stride: 2, padding: 1).Relu().GlobalAvgPool().Dense(2).Mse().Sgd(0.01),
        ["Grouped"] = n => n.Input(256, 2, 2).Conv2D(256, [3], padding: 1, groups: 2).Relu().GlobalAvgPool().Dense(3).CrossEntropy().Sgd(0.1),
    };

    public static TheoryData<string> Names => [.. Networks.Keys, .. RowByRow.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GeneratedCode_DoesWhatTheEngineDoes(string name)
    {
        NetworkModel model = (Networks.TryGetValue(name, out var panels) ? panels : RowByRow[name])(new NetworkBuilder(name)).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), batch: 17, 1e-3);
    }

    // Handed out row by row, whatever the panels.
    [Fact]
    public void Gradients_AreThoseOfTheEngine()
    {
        NetworkModel model = GradientsAgainstEngine.WithGradients(Networks["Conv2D"](new NetworkBuilder("Conv2D")).ToModel());
        GradientsAgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), batch: 7, 1e-3);
    }

    [Fact]
    public void LargeWeightsOfAnyLayer_LieInPanels()
    {
        Assert.All(Networks, n => Assert.True(HasPanel(n.Value), n.Key));
        Assert.All(RowByRow, n => Assert.False(HasPanel(n.Value), n.Key));
    }

    // A panel is one stretch of memory in the order in which it is summed, [out/32][kh][kw][in][32], so that what comes next can be fetched ahead.
    [Fact]
    public void APanel_IsReadAhead()
    {
        KernelPlan plan = Convolution(Networks["Conv2D"]);
        Assert.Equal([32, 128 * 32, 3 * 128 * 32], new[] { "c", "v", "u" }.Select(axis => StrideOfWeights(plan.Uncollapsed, axis)));
        TileSchedule schedule = Assert.IsType<TileSchedule>(Schedule.Of(plan, Target.Vector512));
        Assert.Equal(32, StrideOfWeights(plan.Kernel, plan.Kernel.Axes[schedule.SumOrder[schedule.SumOrder.Count - 1]].Name));
        Assert.All(Target.All, target => Assert.Contains(Statements(plan, target), s => s is Stmt.Prefetch { Pointer: var pointer, Offset: var offset }
            && offset * (pointer.IsToVectors ? target.Lanes : 1) == Costs.PrefetchedSteps * 32));
        Assert.DoesNotContain(Statements(Convolution(RowByRow["Odd"]), Target.Vector512), s => s is Stmt.Prefetch);
    }

    private static long StrideOfWeights(Kernel kernel, string axis)
    {
        Access weight = kernel.Operands.OfType<Operand.Load>().Select(l => l.Access).Single(a => a.Storage.Name.EndsWith("Weight", StringComparison.Ordinal));
        return KernelPlan.StrideOf(weight, kernel.Axes.Select(a => a.Name).ToList().IndexOf(axis)).Count;
    }

    private static KernelPlan Convolution(Func<NetworkBuilder, NetworkBuilder> network)
    {
        NetworkModel model = network(new NetworkBuilder("Network")).ToModel();
        return Planner.Run(model.Inference, new Persistent(model).Layouts,
            oneSample: true).Kernels.Single(k => k.Name.StartsWith("Conv2D1", StringComparison.Ordinal) && k.Kernel.IsProduct);
    }

    private static IEnumerable<Stmt> Statements(KernelPlan plan, Target target) => KernelLoops.Of(plan, target, "Sum").SelectMany(m => Walk.Statements(m.Body));

    private static bool HasPanel(Func<NetworkBuilder, NetworkBuilder> network) =>
        new Persistent(network(new NetworkBuilder("Network")).ToModel()).Layouts.Layouts.Values.Any(l => l.Block == Costs.PanelWidth);
}
