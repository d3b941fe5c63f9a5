using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>What can't be trained is refused before the first step, and what went wrong is told with its place.</summary>
public class BeforeAnyWorkTests
{
    [Fact]
    public void ALastBatchThatIsTooSmallForBatchNorm_IsToldBeforeTheFirst()
    {
        foreach (INetwork net in Both(new NetworkBuilder("Normed").Input(3).Dense(4).BatchNorm().Dense(1).Mse().Sgd(0.1).ToModel()))
        {
            Dataset data = Dataset.FromTargets([.. Enumerable.Range(0, 99).Select(i => MathF.Sin(i))], [3], new float[33], [1]);
            string message = Assert.Throws<ArgumentException>("batchSize", () => new Trainer<INetwork>(net).Fit(data, batchSize: 8)).Message;
            Assert.Contains("33 samples in batches of 8 leave 1 for the last batch of an epoch, but 'batchNorm1' of 'Normed'", message, StringComparison.Ordinal);
            Assert.Contains("Subset(..32)", message, StringComparison.Ordinal);
            Assert.Equal(0, net.Steps);
            new Trainer<INetwork>(net).Fit(data.Subset(..32), epochs: 1, batchSize: 8);
            new Trainer<INetwork>(net).Fit(data, epochs: 1, batchSize: 7);
            Assert.Equal(4 + 5, net.Steps);
        }
    }

    [Fact]
    public void TwoFitsAtOnceOnOneNetwork_AreRefused()
    {
        EngineNetwork net = new(Linear, 1), other = new(Linear, 1);
        Nested nested = new(() => new Trainer<INetwork>(net).Fit(Data, epochs: 1));
        Assert.Contains("by another call of Fit", Assert.Throws<InvalidOperationException>(() => new Trainer<INetwork>(net)
            .Fit(Data, epochs: 1, callbacks: [nested])).Message, StringComparison.Ordinal);
        new Trainer<INetwork>(net).Fit(Data, epochs: 1, callbacks: [new Nested(() => new Trainer<INetwork>(other).Fit(Data, epochs: 1))]);
        Assert.True(other.Steps > 0);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void LearningRatesThatAreNone_AreRefused(float rate)
    {
        foreach (INetwork net in Both(Linear))
        {
            Assert.Contains("'Linear'", Assert.Throws<ArgumentOutOfRangeException>(() => net.LearningRate = rate).Message, StringComparison.Ordinal);
            Assert.Equal(0.1f, net.LearningRate);
        }
    }

    [Fact]
    public void StepsThatAreNone_AreRefused()
    {
        foreach (INetwork net in Both(Linear))
        {
            net.Steps = 5;
            foreach (long steps in (long[])[-1, long.MinValue, long.MaxValue])
                Assert.Contains("'Linear'", Assert.Throws<ArgumentOutOfRangeException>(() => net.Steps = steps).Message, StringComparison.Ordinal);
            Assert.Equal(5, net.Steps);
        }
    }

    [Fact]
    public void AStepThatCanNotBeCounted_IsNotMade()
    {
        foreach (INetwork net in Both(Linear))
        {
            net.Steps = (1L << 53) - 1;
            net.TrainBatch([1, 2, 3], [4]);
            float[] before = net.Parameters[0].ToArray();
            Assert.Contains("'Linear' can't be trained on: its Steps are 9007199254740992",
                Assert.Throws<InvalidOperationException>(() => net.TrainBatch([1, 2, 3], [4])).Message, StringComparison.Ordinal);
            Assert.Equal(before, net.Parameters[0].ToArray());
        }
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void AScheduleThatGivesNoRate_IsNamedWithStepAndValue(double rate)
    {
        foreach (INetwork net in Both(Linear))
        {
            LambdaSchedule schedule = new(epoch => epoch == 0 ? 1 : rate);
            string message = Assert.Throws<InvalidOperationException>(() => new Trainer<INetwork>(net).Fit(Data, epochs: 2, schedule: schedule)).Message;
            Assert.StartsWith("LambdaSchedule gave the learning rate ", message, StringComparison.Ordinal);
            Assert.Contains(" for step 1 and the base rate 0.1", message, StringComparison.Ordinal);
            Assert.Equal(0.1f, net.LearningRate);
        }
    }

    [Fact]
    public void DivergedTraining_TellsTheStepAndTheWeightThatWasSpoiledFirst()
    {
        foreach (INetwork net in Both(Linear))
        {
            net.LearningRate = 3e38f;
            TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer<INetwork>(net).Fit(Large, epochs: 3, batchSize: 5));
            Assert.Equal(("dense1.weight", 1, 1, 1L), (diverged.Parameter, diverged.Epoch, diverged.Batch, diverged.Step));
            Assert.StartsWith("'dense1.weight' is no longer finite after epoch 1, batch 1 (step 1), whose loss was ", diverged.Message, StringComparison.Ordinal);
            Assert.Contains(net.Parameters[0].ToArray(), w => !float.IsFinite(w));
        }
    }

    [Fact]
    public void ALossThatOverflows_TellsWhatItsStepSpoiled()
    {
        foreach (INetwork net in Both(Linear))
        {
            net.Parameters[0][0, 1] = 3e38f;
            TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer<INetwork>(net).Fit(Large, epochs: 3, batchSize: 5));
            Assert.Equal(("dense1.weight", 1, 1, 1L), (diverged.Parameter, diverged.Epoch, diverged.Batch, diverged.Step));
            Assert.StartsWith("The loss became Infinity in epoch 1, batch 1 (step 1), whose step then spoiled 'dense1.weight' first; ", diverged.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void DivergedTraining_GoesBackToItsBest()
    {
        foreach (INetwork net in Both(Linear))
        {
            Trainer<INetwork> trainer = new(net);
            Assert.Throws<TrainingDivergedException>(() => trainer.Fit(Data, epochs: 3, batchSize: 5, callbacks: [new EarlyStopping(2)],
                schedule: new LambdaSchedule(epoch => epoch < 2 ? 1 : 3e38), scheduleUnit: ScheduleUnit.Epoch));
            Assert.All(net.Parameters, p => Assert.All(p.ToArray(), w => Assert.True(float.IsFinite(w))));
            Assert.Equal(8, net.Steps);
            Assert.Equal(0.1f, net.LearningRate);
        }
    }

    [Fact]
    public void FrozenWeights_AreCountedAmongAll_AndForThemselves()
    {
        foreach (INetwork net in Both(new NetworkBuilder("Frozen").Input(3).Dense(4).Weights(frozen: true).Dense(2).Mse().Sgd(0.1).ToModel()))
        {
            Assert.Equal((26, 10), (net.Info.ParameterCount, net.Info.TrainableParameterCount));
            Assert.Equal(net.Info.ParameterCount, net.Parameters.Sum(p => p.Length));
            Assert.Equal(net.Info.TrainableParameterCount, net.Parameters.Where(p => p.IsTrained).Sum(p => p.Length));
            Assert.Contains("26 parameters (10 trainable, 16 frozen), 104 bytes", net.Info.Summary(), StringComparison.Ordinal);
        }
    }

    private static NetworkModel Linear => new NetworkBuilder("Linear").Input(3).Dense(1).Mse().Sgd(0.1).ToModel();

    private static Dataset Large => Dataset.FromTargets(Data.Inputs.ToArray(), [3], [.. Data.Targets.ToArray().Select(t => 100 * t)], [1]);

    private static Dataset Data => Dataset.FromTargets([.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i))], [3], [.. Enumerable.Range(0, 20).Select(i => MathF.Cos(i))], [1]);

    private static INetwork[] Both(NetworkModel model) => [new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)];

    private sealed class Nested(Action action) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => action();
    }
}
