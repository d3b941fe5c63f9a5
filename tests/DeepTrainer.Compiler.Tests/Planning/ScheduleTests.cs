using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>What the planner decides for kernels by name, and why, without any loop or text.</summary>
public class ScheduleTests
{
    private static NetworkModel Wide => new NetworkBuilder("Wide").Input(784).Dense(128).Relu().Dense(10).CrossEntropy().Adam().ToModel();

    private static NetworkModel Convolutional => new NetworkBuilder("Conv").Input(3, 12, 12).Conv2D(8, [3], padding: 1).Relu().Flatten().Dense(4).Mse().Sgd(0.1).ToModel();

    // One sample has no second axis: eight vectors of outputs are as many sums as hide the latency of multiply-adds.
    [Fact]
    public void ADenseLayerOfOneSample_SumsEightVectorsAtOnce()
    {
        TileSchedule schedule = Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector512, oneSample: true);
        Assert.Equal((1, 8), (schedule.Tiling.Rows, schedule.Tiling.Vectors));
        Assert.Equal([0], schedule.Order);
        Assert.False(schedule.LoopsEpilogue);
        Assert.Null(schedule.Parts);
    }

    // Eight samples by two vectors load 10 times for 16 multiply-adds. Half the registers hold six by two.
    [Fact]
    public void ADenseLayerOfABatch_SharesLoadsOfWeightsAmongSamples()
    {
        Tiling wide = Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector512).Tiling, narrow = Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector128).Tiling;
        Assert.Equal((8, 2), (wide.Rows, wide.Vectors));
        Assert.Equal((6, 2), (narrow.Rows, narrow.Vectors));
    }

    // More threads have larger chunks, in which a sample would be in another place of a tile of six.
    [Fact]
    public void TilesOfChunks_DivideABlockOfSamples()
    {
        StepInChunks step = StepInChunks.Of(Wide.Training!)!;
        WeightLayouts layouts = new Persistent(Wide, step: step).Layouts;
        Assert.Contains(Planner.Run(Wide.Inference, layouts).Kernels, k => !DividesBlocks(k));
        Assert.All(Planner.InChunks(step.Chunk, layouts)!.Kernels, k => Assert.True(DividesBlocks(k), k.Name));

        static bool DividesBlocks(KernelPlan plan) => Target.All.All(t => Placement.Padding % plan.SamplesAtOnce(t) == 0);
    }

    // Arm has the vectors of the one and the registers of the other.
    [Fact]
    public void TilesFillTheTargetsRegisters() => Assert.All(Target.All, target => Assert.All(
        [Scheduled<TileSchedule>(Wide, "Dense1Relu1", target).Tiling, Scheduled<TileSchedule>(Convolutional, "Conv2D1Relu1", target).Tiling],
        tiling => Assert.InRange(tiling.Sums, target.Registers / 2, target.Registers - 2)));

    // The caller's memory ends with the tenth output: of working memory there is more.
    [Fact]
    public void OnlyTheCallersMemory_EndsExactly()
    {
        Assert.True(Scheduled<TileSchedule>(Wide, "Dense2", Target.Vector512, oneSample: true).EndsExactly);
        Assert.False(Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector512, oneSample: true).EndsExactly);
    }

    // A weight's update is long. Its sum over samples is parted every 2,048 terms, for as many samples as a batch may have.
    [Fact]
    public void AnUpdate_IsALoopBehindTheTile_AndItsSumIsParted()
    {
        TileSchedule schedule = Scheduled<TileSchedule>(Wide, "Dense1WeightUpdate", Target.Vector512, training: true);
        Assert.True(schedule.LoopsEpilogue);
        Assert.Equal(Costs.LongestSum, schedule.Parts!.OnePart);
        Assert.True(schedule.Parts.Grows);
    }

    // The numbers of a polynomial must not take the registers of the tile. A rectifier has none, and small networks no time for a call.
    [Theory]
    [InlineData("Gelu", true)]
    [InlineData("Tanh", true)]
    [InlineData("Relu", false)]
    [InlineData("HardSwish", false)]
    public void AFunctionBehindATile_IsAMethodThatIsCalled(string activation, bool isCalled)
    {
        NetworkModel Network(int inputs, int units) => new NetworkBuilder("Active").Input(inputs).Dense(units)
            .Add((ElementAttribute)Activator.CreateInstance(typeof(ElementAttribute).Assembly.GetType($"DeepTrainer.{activation}Attribute")!)!).ToModel();
        string kernel = $"Dense1{activation}1";
        TileSchedule batch = Scheduled<TileSchedule>(Network(300, 100), kernel, Target.Vector512);
        Assert.True(batch.LoopsEpilogue);
        Assert.Equal(isCalled, batch.CallsEpilogue);
        Assert.False(Scheduled<TileSchedule>(Network(6, 40), kernel, Target.Vector512, oneSample: true).CallsEpilogue);
    }

    // Channels are few and samples side by side: lanes are samples, whole blocks of which are worked on, and a weight's gradient is summed across at the end.
    [Fact]
    public void AConvolution_HasItsLanesOverSamples()
    {
        Assert.Equal("n", Planned(Convolutional, "Conv2D1Relu1").LaneAxis!.Name);
        Assert.Equal([0, 3, 1, 2], Scheduled<TileSchedule>(Convolutional, "Conv2D1Relu1", Target.Vector512).Order);
        DotTiling update = Scheduled<DotTileSchedule>(Convolutional, "Conv2D1WeightUpdate", Target.Vector512, training: true).Tiling;
        Assert.Equal((3, 8), (update.Rows, update.Columns));
    }

    // A row of 24 places fills one vector and a half; 32 channels fill two.
    [Fact]
    public void LanesGoWhereTheyAreFull()
    {
        Assert.Equal("o", Lane(24));
        Assert.Equal("q", Lane(32));

        static string Lane(int places)
        {
            NetworkModel model = new NetworkBuilder("Rows").Input(3, 4, places).Conv2D(8, [3], padding: 1).Relu().Conv2D(32, [3], padding: 1).Relu().GlobalAvgPool().ToModel();
            return Planned(model, "Conv2D2Relu2", oneSample: true).LaneAxis!.Name;
        }
    }

    // The caller reads channel by channel: what lanes over channels give is stored a stride apart, four places at once. Lanes over 28 places are empty by an eighth.
    [Fact]
    public void LanesGoAcrossTheResult_WhereThatTakesLess()
    {
        NetworkSpec spec = new NetworkBuilder("Map").Input(64, 28, 28).Conv2D(64, [3], padding: 1).ToModel().Spec;
        KernelPlan plan = Planned(Build.Run(spec with { Winograd = false }).Model!, "Conv2D1", oneSample: true);
        TileSchedule schedule = Assert.IsType<TileSchedule>(Schedule.Of(plan, Target.Vector512));
        Assert.Equal("o", plan.LaneAxis!.Name);
        Assert.Equal("q", plan.Kernel.Axes[schedule.Across].Name);
    }

    // A border filled along other lanes than the rest is made would decide how both lie.
    [Fact]
    public void ABorderLies_AsWhatItSurrounds()
    {
        NetworkModel model = new NetworkBuilder("Pool").Input(192, 28, 28).MaxPool2D([3], stride: 1, padding: 1).Conv2D(32, [1]).ToModel();
        KernelPlan copy = Planned(model, "Input", oneSample: true);
        Assert.True(KernelPlan.StrideOf(copy.Kernel.Stores[0].Access, copy.Lane).IsUnit);
    }

    // Weights of 9 MB are read once, panel by panel, and not again for every place.
    [Fact]
    public void LargeWeightsOfAConvolution_AreTheOuterLoop()
    {
        NetworkModel wide = new NetworkBuilder("Wide").Input(3, 7, 7).Conv2D(512, [3], padding: 1).Relu().Conv2D(512, [3], padding: 1).Relu().GlobalAvgPool().ToModel();
        KernelPlan plan = Planned(wide, "Conv2D2Relu2", oneSample: true);
        TileSchedule schedule = Assert.IsType<TileSchedule>(Schedule.Of(plan, Target.Vector512));
        Assert.Equal("o", plan.Kernel.Axes[schedule.Order[0]].Name);
        Assert.Equal(2, schedule.Tiling.Vectors);
    }

    // What the caller gives row by row is read for four neighbours at once, by a transposition.
    [Fact]
    public void ACopyOfSamples_ReadsNeighboursTogether()
    {
        MapSchedule schedule = Scheduled<MapSchedule>(Convolutional, "Input", Target.Vector256);
        Assert.True(schedule.LanesAround);
        Assert.Equal("i", Planned(Convolutional, "Input").Kernel.Axes[schedule.Across].Name);
    }

    [Fact]
    public void SchedulesAreValues()
    {
        Assert.Equal(Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector256), Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector256));
        Assert.NotEqual(Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector256), Scheduled<TileSchedule>(Wide, "Dense1Relu1", Target.Vector512));
        // What is written out of a rest is less than of a whole tile: it isn't worth the code.
        TileSchedule one = Scheduled<TileSchedule>(new NetworkBuilder("Short").Input(4).Dense(40).ToModel(), "Dense1", Target.Vector512, oneSample: true);
        Assert.Equal(1, one.Unrolling(Planned(new NetworkBuilder("Short").Input(4).Dense(40).ToModel(), "Dense1", oneSample: true).Kernel, 1, 1, 3).Written);
    }

    private static T Scheduled<T>(NetworkModel model, string kernel, Target target, bool oneSample = false, bool training = false)
        where T : Schedule => Assert.IsType<T>(Schedule.Of(Planned(model, kernel, oneSample, training), target));

    private static KernelPlan Planned(NetworkModel model, string kernel, bool oneSample = false, bool training = false)
    {
        Graph graph = training ? model.Training! : model.Inference;
        return Planner.Run(graph, new Persistent(model).Layouts, oneSample).Kernels.Single(k => k.Name == kernel);
    }
}
