using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>What is known of working memory before there is a plan.</summary>
public class ArenaTests
{
    private const int Networks = 40;

    [Fact]
    public void NoPlan_TakesLessThanWhatIsAliveAtOnce()
    {
        foreach (NetworkModel model in Enumerable.Range(0, Networks).SelectMany(seed =>
            new[] { RandomNetworks.Generate(seed), RandomImageNetworks.Generate(seed), RandomNormalizedNetworks.Generate(seed) }))
        {
            WeightLayouts layouts = new Persistent(model).Layouts;
            foreach (Graph graph in new[] { model.Inference, model.Evaluation, model.Training }.OfType<Graph>())
            {
                Planner.LoweredGraph lowered = Planner.Lowered(graph, layouts);
                Assert.InRange(Arena.LeastPerRow(lowered.Kernels), 0, Planner.Run(lowered, layouts, oneSample: false).Arena.PerRow);
            }
        }
    }

    // Whether chunks pay is asked of theirs first: what they hold, the step as a whole would hold as well.
    [Fact]
    public void AStepInOne_TakesNoLessThanItsChunks()
    {
        int cut = 0;
        foreach (NetworkModel model in Enumerable.Range(0, Networks).SelectMany(seed => new[] { RandomNetworks.Generate(seed), RandomImageNetworks.Generate(seed) }))
        {
            WeightLayouts layouts = new Persistent(model).Layouts;
            if (StepInChunks.Of(model.Training!) is not { } step || Planner.LoweredInChunks(step.Chunk, layouts) is not { } chunk)
                continue;
            cut++;
            Assert.InRange(Arena.LeastPerRow(chunk.Kernels), 0, Planner.Run(model.Training!, layouts).Arena.PerRow);
        }
        Assert.InRange(cut, Networks / 2, 2 * Networks);
    }

    // Four layers of 64 values, of which the last and the one before it are alive at once; in training, all and a gradient.
    [Fact]
    public void WhatIsAliveAtOnce_IsCountedOnce()
    {
        NetworkModel model = new NetworkBuilder("Four").Input(3).Dense(64).Tanh().Dense(64).Tanh().Dense(64).Tanh().Dense(64).Tanh().Dense(1).Mse().Sgd().ToModel();
        WeightLayouts layouts = new Persistent(model).Layouts;
        Assert.Equal(2 * 64, Arena.LeastPerRow(Planner.Lowered(model.Inference, layouts).Kernels));
        Assert.InRange(Arena.LeastPerRow(Planner.Lowered(model.Training!, layouts).Kernels), 4 * 64, 6 * 64);
    }
}
