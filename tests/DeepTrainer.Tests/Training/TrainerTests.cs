namespace DeepTrainer.Tests;

public class TrainerTests
{
    private static readonly Dataset Data = Clusters(count: 103, seed: 1);

    [Fact]
    public void Fit_Learns()
    {
        var trainer = new Trainer<SoftmaxRegression>(new SoftmaxRegression(2, 3, 1)) { MeasureTrainAccuracy = true };
        (Dataset train, Dataset validation) = Data.Split(0.8, 1);
        History history = trainer.Fit(train, validation, epochs: 20, batchSize: 10);
        Assert.Equal(20, history.Epochs.Count);
        Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss / 2);
        Assert.True(history.Epochs[^1].ValidationAccuracy > 0.9);
        Assert.True(history.Epochs[^1].TrainAccuracy > 0.9);
        Assert.Equal(Enumerable.Range(1, 20), history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(20 * 9, trainer.Network.Steps);
        Evaluation evaluation = trainer.Evaluate(validation);
        Assert.Equal(history.Epochs[^1].ValidationAccuracy, evaluation.Accuracy);
        Assert.Equal(history.Epochs[^1].ValidationLoss!.Value, evaluation.Loss, 1e-6);
    }

    [Fact]
    public void TheSameSeed_GivesTheSameWeightsBitForBit_AndAnotherSeedOthers()
    {
        Assert.Equal(Trained(seed: 5), Trained(seed: 5));
        Assert.NotEqual(Trained(seed: 5), Trained(seed: 6));
    }

    [Fact]
    public void EverySample_IsTrainedOnOnceAnEpoch_InANewOrder()
    {
        var spy = new Spy(Data);
        new Trainer<Spy>(spy).Fit(Data, epochs: 2, batchSize: 10);
        int[] all = [.. Enumerable.Range(0, Data.Count)];
        Assert.Equal(all, spy.Seen.Take(Data.Count).Order());
        Assert.Equal(all, spy.Seen.Skip(Data.Count).Order());
        Assert.NotEqual(spy.Seen.Take(Data.Count), spy.Seen.Skip(Data.Count));
        Assert.Equal([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3], spy.BatchSizes.Take(11));
    }

    [Fact]
    public void TwoCalls_GoOnWithTheOrders_OfWhicheverTrainer()
    {
        Spy whole = new(Data), parts = new(Data);
        new Trainer<Spy>(whole).Fit(Data, epochs: 6, batchSize: 10);
        new Trainer<Spy>(parts).Fit(Data, epochs: 3, batchSize: 10);
        new Trainer<Spy>(parts).Fit(Data, epochs: 3, batchSize: 10);
        Assert.Equal(whole.Seen, parts.Seen);
    }

    [Fact]
    public void ACallInTheMiddleOfAnother_IsRefused_AndTheFirstCanEnd()
    {
        var spy = new Spy(Data);
        var progress = new Recorder { Epoch = _ => Assert.Throws<InvalidOperationException>(() => new Trainer<Spy>(spy).Fit(Data)) };
        new Trainer<Spy>(spy).Fit(Data, epochs: 2, callbacks: [progress]);
        new Trainer<Spy>(spy).Fit(Data, epochs: 1);
        Assert.Equal(3 * 4, spy.Steps);
    }

    [Fact]
    public void TheTrainingLoss_IsTheMeanOverSamples_NotOverBatches()
    {
        var spy = new Spy(Data) { Loss = (batch, _) => batch % 11 == 10 ? 103 : 0 };
        Assert.Equal(3, new Trainer<Spy>(spy).Fit(Data, epochs: 1, batchSize: 10).Epochs[0].TrainLoss, 1e-9);
    }

    [Fact]
    public void EarlyStopping_RestoresTheBestEpoch()
    {
        // Losses 5, 4, 3, 4, 5, … a batch an epoch.
        var spy = new Spy(Data) { Loss = (batch, _) => Math.Abs(batch - 2) + 3 };
        float[]? best = null;
        var progress = new Recorder { Epoch = epoch => best = epoch.Epoch == 3 ? spy.Weights() : best };
        History history = new Trainer<Spy>(spy).Fit(
            Data, epochs: 50, batchSize: 1000, callbacks: [new EarlyStopping(patience: 2), progress]);
        Assert.True(history.StoppedEarly);
        Assert.Equal(5, history.Epochs.Count);
        Assert.Equal(3, history.BestEpoch!.Value.Epoch);
        Assert.Equal(best, spy.Weights());
        Assert.Equal(3, spy.Steps);
    }

    [Fact]
    public void EarlyStopping_CanLeaveTheNetworkAsItIs()
    {
        var spy = new Spy(Data) { Loss = (batch, _) => Math.Abs(batch - 2) + 3 };
        new Trainer<Spy>(spy).Fit(Data, epochs: 50, batchSize: 1000, callbacks: [new EarlyStopping(2, restoreBest: false)]);
        Assert.Equal(5, spy.Steps);
    }

    [Fact]
    public void EarlyStopping_CountsSmallImprovementsAsNone()
    {
        var spy = new Spy(Data) { Loss = (batch, _) => 10 - 0.01f * batch };
        History history = new Trainer<Spy>(spy).Fit(Data, epochs: 50, batchSize: 1000, callbacks: [new EarlyStopping(3, minDelta: 0.5)]);
        Assert.Equal(4, history.Epochs.Count);
    }

    [Fact]
    public void Cancellation_ReturnsTheEpochsSoFar()
    {
        using var source = new CancellationTokenSource();
        var progress = new Recorder { Batch = batch => { if (batch is { Epoch: 3, Batch: 2 }) source.Cancel(); } };
        var network = new SoftmaxRegression(2, 3, 1);
        History history = new Trainer<SoftmaxRegression>(network).Fit(
            Data, epochs: 10, batchSize: 50, callbacks: [progress], cancellationToken: source.Token);
        Assert.True(history.Cancelled);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(8, network.Steps);
        Assert.Equal("end", progress.Calls[^1]);
    }

    [Fact]
    public void Progress_IsToldOfEverythingInOrder()
    {
        var progress = new Recorder();
        new Trainer<SoftmaxRegression>(new SoftmaxRegression(2, 3, 1)).Fit(Data, epochs: 2, batchSize: 60, callbacks: [progress]);
        Assert.Equal(
            ["start 2 2", "batch 1.1/2: 60", "batch 1.2/2: 43", "epoch 1", "batch 2.1/2: 60", "batch 2.2/2: 43", "epoch 2", "end"], progress.Calls);
    }

    [Fact]
    public void ALossThatIsNoNumber_EndsTrainingWithAdvice()
    {
        var spy = new Spy(Data) { Loss = (batch, _) => batch == 12 ? float.NaN : 1 };
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer<Spy>(spy).Fit(Data, epochs: 5, batchSize: 10));
        Assert.Equal((2, 2), (error.Epoch, error.Batch));
        Assert.Contains("NaN in epoch 2, batch 2 (step 13); lower the learning rate", error.Message, StringComparison.Ordinal);
        Assert.Single(error.History.Epochs);
    }

    [Fact]
    public void WhatCannotWork_IsRefusedBeforeTheFirstBatch()
    {
        var network = new SoftmaxRegression(2, 3, 1);
        var trainer = new Trainer<SoftmaxRegression>(network);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Data, epochs: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Data, batchSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
        Refused("have 3 values [3], but 'Softmax' takes 2 [2]", Dataset.FromLabels(new float[6], [3], [0, 1], 3));
        Refused("has 4 classes, but 'Softmax' has 3 outputs.", Dataset.FromLabels(new float[4], [2], [0, 1], 4));
        Refused(
            "has 4 classes, but 'Softmax' has 3 outputs; labels that are whole numbers are indices from 0, and no sample has 0, 2: number them "
            + "without gaps, or list those that there are as ClassNames where the file is read.", Dataset.FromLabels(new float[4], [2], [1, 3], 4));
        Refused("'Softmax' is trained on class indices, but 'train' has target values; give it classes, or, if they are probabilities (OneHot, MixUp, CutMix), "
            + "declare the loss as [CrossEntropy(Targets = TargetKind.Probabilities)].", Data.OneHot());
        Refused("'Softmax' is trained on class indices, but 'train' has inputs alone; give it classes (Dataset.FromLabels, CsvOptions.LabelName); "
            + "a table's learned column is declared with TableColumn.Label or Target.", Dataset.FromInputs(new float[4], [2]));
        Assert.Contains("[CrossEntropy(Targets = TargetKind.Probabilities)]",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Data.Reshuffled(seed: 1).MixUp())).Message, StringComparison.Ordinal);
        Refused("input value 1 of sample 1 is NaN", Dataset.FromLabels([0, 1, 2, float.NaN], [2], [0, 1], 3));
        Refused("has no samples", Data.Subset(..0));
        Assert.Throws<ArgumentException>(() => trainer.Fit(Data, validation: Data.OneHot()));
        Assert.Equal(0, network.Steps);

        void Refused(string part, Dataset data) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => trainer.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheConfusionMatrix_CountsEverySample()
    {
        var trainer = new Trainer<SoftmaxRegression>(new SoftmaxRegression(2, 3, 1));
        trainer.Fit(Data, epochs: 20);
        ConfusionMatrix matrix = trainer.Confusion(Data);
        Assert.Equal(Data.Count, matrix.Total);
        Assert.Equal(trainer.Evaluate(Data).Accuracy!.Value, matrix.Accuracy, 1e-12);
        Assert.StartsWith("actual \\ predicted\n     0   1   2\n", matrix.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[3, 0]);
    }

    [Fact]
    public void TheLossesOfSamples_FindWrongLabels_AndMakeUpTheLossOfAll()
    {
        int[] labels = Data.Labels.ToArray();
        (labels[17], labels[50]) = ((labels[17] + 1) % 3, (labels[50] + 2) % 3);
        Dataset wrong = Dataset.FromLabels(Data.Inputs.ToArray(), [2], labels, 3);
        Trainer<SoftmaxRegression> trainer = new(new SoftmaxRegression(2, 3, 1));
        trainer.Fit(wrong, epochs: 30);
        IReadOnlyList<SampleLoss> losses = trainer.SampleLosses(wrong);
        Assert.Equal([17, 50], losses.OrderByDescending(s => s.Loss).Take(2).Select(s => s.Index).Order());
        Assert.Equal(trainer.Evaluate(wrong).Loss, losses.Average(s => s.Loss), 1e-5);
        Assert.Equal(trainer.Evaluate(wrong).Accuracy!.Value, losses.Average(s => s.Label == s.Predicted ? 1.0 : 0), 1e-9);
        Assert.Equal(labels, losses.Select(s => s.Label!.Value));
    }

    private static float[] Trained(int seed)
    {
        var network = new SoftmaxRegression(2, 3, 1);
        new Trainer<SoftmaxRegression>(network).Fit(Data, epochs: 3, batchSize: 16, seed: seed);
        return [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
    }

    internal static Dataset Clusters(int count, int seed)
    {
        var random = new RandomSource(seed);
        var inputs = new float[count * 2];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            inputs[2 * i] = (float)(2 * Math.Cos(labels[i] * 2) + 0.5 * random.NextGaussian());
            inputs[2 * i + 1] = (float)(2 * Math.Sin(labels[i] * 2) + 0.5 * random.NextGaussian());
        }
        return Dataset.FromLabels(inputs, [2], labels, 3);
    }
}
