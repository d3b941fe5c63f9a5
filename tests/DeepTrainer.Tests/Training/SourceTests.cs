using System.Runtime.CompilerServices;

namespace DeepTrainer.Tests;

/// <summary>Training on batches from anywhere: sequences, endless ones, shuffled, read ahead, resumed.</summary>
public class SourceTests
{
    private static readonly SampleFormat Format = Runs.Train.Format;

    // The orders of passes, so that a sequence gives what a dataset's training takes.
    private static IEnumerable<Sample> Ordered(Dataset data, long pass)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        RandomSource random = new(0);
        for (long i = 0; i <= pass; i++)
            random.Shuffle(order);
        foreach (int i in order)
            yield return SampleOf(data, i);
    }

    private static Sample SampleOf(Dataset data, int i) => new(data.Input(i).ToArray(), data.Label(i));

    public static TheoryData<bool, bool, bool> Kinds
    {
        get
        {
            TheoryData<bool, bool, bool> kinds = [];
            for (int i = 0; i < 8; i++)
                kinds.Add((i & 1) > 0, (i & 2) > 0, (i & 4) > 0);
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASequence_TrainsAsTheDatasetItIsMadeOf(bool isAsync, bool isCounted, bool isPrefetched)
    {
        SoftmaxRegression expected = Runs.Network(), actual = Runs.Network();
        History all = Runs.Fit(expected, 3, []);
        IBatchSource source = isAsync
            ? BatchSource.From(Format, pass => Later(Ordered(Runs.Train, pass)), isCounted ? Runs.Train.Count : null)
            : BatchSource.From(Format, pass => Ordered(Runs.Train, pass), isCounted ? Runs.Train.Count : null);
        IBatchSource validation = BatchSource.From(Format, Enumerable.Range(0, Runs.Validation.Count).Select(i => SampleOf(Runs.Validation, i)));
        List<int> batches = [];
        History history = new Trainer<INetwork>(actual) { Metrics = [Metric.F1()] }.Fit(
            isPrefetched ? source.Prefetch(3) : source, isPrefetched ? validation.Prefetch() : validation, 3, Runs.BatchSize, callbacks: [new Each(b => batches.Add(b.Batches))]);
        Assert.Equal(Runs.Bits(expected), Runs.Bits(actual));
        Assert.Equal(all.Epochs.Select(e => (e.TrainLoss, e.ValidationLoss, e.ValidationAccuracy, e.Metrics[0].Value)),
            history.Epochs.Select(e => (e.TrainLoss, e.ValidationLoss, e.ValidationAccuracy, e.Metrics[0].Value)));
        Assert.Equal(isCounted ? Runs.Batches : 0, batches[0]);
        Assert.All(batches.Skip(Runs.Batches), b => Assert.Equal(Runs.Batches, b));
    }

    // An endless sequence, or passes that end in the middle of epochs; interrupted after any batch, in memory or as a file.
    [Theory]
    [InlineData(true, 5)]
    [InlineData(true, 20)]
    [InlineData(false, 5)]
    [InlineData(false, 20)]
    [InlineData(false, null)]
    public void WhatWasInterrupted_GoesOnBitForBit(bool isEndless, int? steps)
    {
        using Temporary files = new();
        IBatchSource Source() =>
            (isEndless ? BatchSource.From(Format, Endless()) : BatchSource.From(Format, pass => Ordered(Runs.Train, pass), Runs.Train.Count)).ShuffleWithin(40, seed: 3).Prefetch();
        SoftmaxRegression whole = Runs.Network();
        Fit(whole, []);
        for (int batches = 1; batches <= whole.Steps; batches += 4)
        {
            SoftmaxRegression first = Runs.Network(), rest = Runs.Network(9);
            int left = batches;
            Fit(first, [new Each((_, training) => { if (--left == 0) training.Cancel(); }), new Checkpoint(files.Folder)]);
            Fit(rest, [], files["last.safetensors"]);
            Fit(first, [], true);
            Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));
            Assert.Equal(Runs.Bits(whole), Runs.Bits(first));
        }

        History Fit(INetwork network, Callback[] callbacks, Resume resume = default) =>
            new Trainer<INetwork>(network).Fit(Source(), epochs: 3, batchSize: Runs.BatchSize, callbacks: callbacks, resume: resume, stepsPerEpoch: steps);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(117)]
    [InlineData(1000)]
    public void ShuffleWithin_GivesEachSampleOnce_InAnotherOrderEachPass(int window)
    {
        IBatchSource numbers = BatchSource.From(SampleFormat.OfInputs([1]), Enumerable.Range(0, 117).Select(i => new Sample(new float[] { i }))).ShuffleWithin(window, seed: 5);
        float[] first = Read(numbers, 0, 10), second = Read(numbers, 1, 10);
        Assert.Equal(Enumerable.Range(0, 117).Select(i => (float)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Read(numbers, 0, 7));
        // A sample comes at most a window early.
        Assert.All(first.Select((value, place) => value - place), early => Assert.True(early < window));
        Assert.Equal(first, Read(numbers.Prefetch(1), 0, 10));
        Assert.Equal(first, Read(numbers.Prefetch(4), 0, 64));
    }

    [Fact]
    public void Evaluation_OfASource_IsThatOfTheDataset()
    {
        SoftmaxRegression network = Runs.Network();
        Runs.Fit(network, 1, []);
        Trainer<SoftmaxRegression> trainer = new(network);
        IBatchSource source = BatchSource.From(Format, Enumerable.Range(0, Runs.Validation.Count).Select(i => SampleOf(Runs.Validation, i)));
        Evaluation expected = trainer.Evaluate(Runs.Validation, Metric.F1(), Metric.RocAuc()), actual = trainer.Evaluate(source, Metric.F1(), Metric.RocAuc());
        Assert.Equal((expected.Loss, expected.Accuracy, expected.Metrics[0].Value, expected.Metrics[1].Value),
            (actual.Loss, actual.Accuracy, actual.Metrics[0].Value, actual.Metrics[1].Value));
        Assert.Equal(trainer.Confusion(Runs.Validation).ToString(), trainer.Confusion(source).ToString());
    }

    [Fact]
    public void WhatASourceGivesWrongly_IsToldWithTheSamplesNumber()
    {
        IBatchSource Of(Sample bad) => BatchSource.From(SampleFormat.OfLabels([2], 3), Enumerable.Range(0, 20).Select(i => i == 9 ? bad : new Sample(new float[2], i % 3)));
        Trainer<SoftmaxRegression> trainer = new(Runs.Network());
        Told("sample 9 is NaN", Assert.Throws<InvalidDataException>(() => trainer.Fit(Of(new(new[] { 0, float.NaN }, 1)), batchSize: 7)));
        Told("label 3 of sample 9 is none of the 3 classes", Assert.Throws<InvalidDataException>(() => trainer.Fit(Of(new(new float[2], 3)), batchSize: 7)));
        Told("Sample 9 has 3 input values, but the source's format says 2", Assert.Throws<InvalidDataException>(() => trainer.Fit(Of(new(new float[3], 1)), batchSize: 7)));
        Told("Sample 9 has 0 labels", Assert.Throws<InvalidDataException>(() => trainer.Fit(Of(new(new float[2], new float[1])).Prefetch(), batchSize: 7)));
        Told("over 'train' has no samples", Assert.Throws<InvalidOperationException>(() => trainer.Fit(BatchSource.From(SampleFormat.OfLabels([2], 3), []), batchSize: 7)));
        Told("takes 2 [2]", Assert.Throws<ArgumentException>("train", () => trainer.Fit(BatchSource.From(SampleFormat.OfLabels([3], 3), []), batchSize: 7)));
        Told("Count says 21",
            Assert.Throws<InvalidOperationException>(() =>
                trainer.Fit(BatchSource.From(SampleFormat.OfLabels([2], 3), Enumerable.Repeat(new Sample(new float[2], 1), 20), 21), batchSize: 7)));
        Told("more samples than the 19",
            Assert.Throws<InvalidOperationException>(() =>
                trainer.Fit(BatchSource.From(SampleFormat.OfLabels([2], 3), Enumerable.Repeat(new Sample(new float[2], 1), 20), 19), batchSize: 7)));
        Told("put Reshuffled(seed)", Assert.Throws<ArgumentException>("train", () => trainer.Fit(((IBatchSource)Runs.Train).Prefetch())));
        Assert.Throws<ArgumentException>("stepsPerEpoch", () => trainer.Fit(Runs.Train, stepsPerEpoch: 3));
        Assert.Throws<ArgumentOutOfRangeException>("stepsPerEpoch", () => trainer.Fit(Of(default), stepsPerEpoch: 0));
        Told("can't count them", Assert.Throws<ArgumentException>("schedule", () => trainer.Fit(Of(default), schedule: new OneCycleSchedule(0.1, 100))));
        Assert.Throws<ArgumentOutOfRangeException>("window", () => Of(default).ShuffleWithin(1));
        Assert.Throws<ArgumentOutOfRangeException>("batches", () => Of(default).Prefetch(0));

        static void Told(string expected, Exception e) => Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    // Read each for itself, two files may number classes otherwise.
    [Fact]
    public void ClassesOfOtherNames_AreNoValidation()
    {
        Dataset Of(params string[] names) => Dataset.FromLabels(new float[4], [2], [0, 1], [.. names]);
        Trainer<SoftmaxRegression> trainer = new(Runs.Network());
        string message = Assert.Throws<ArgumentException>("validation", () => trainer.Fit(Of("a", "b", "c"), Of("a", "c"), epochs: 1)).Message;
        Assert.Contains("The classes of 'validation' are 'a', 'c', and those that are trained on 'a', 'b', 'c'", message, StringComparison.Ordinal);
        trainer.Fit(Of("a", "b", "c"), Of("a", "b", "c"), epochs: 1);
        trainer.Fit(Of("a", "b", "c"), Dataset.FromLabels(new float[4], [2], [0, 1], 2), epochs: 1);
        trainer.Fit(Of("a", "b", "c"), Of("a", "b"), epochs: 1);
        // Names that are numbers, in another order: 10 comes before 2.
        Assert.Throws<ArgumentException>("validation", () => trainer.Fit(Of("0", "10", "2"), Of("0", "1"), epochs: 1));
    }

    // Flips behind each other, and a flip behind a shuffle, have nothing in common, though their seeds are the same.
    [Fact]
    public void TheSameSeedBehindItself_DrawsOtherNumbers()
    {
        float[] image = [0, 1];
        IBatchSource images = BatchSource.From(SampleFormat.OfInputs([1, 1, 2]), Enumerable.Repeat(new Sample(image), 1000));
        IBatchSource twice = images.Augment(1, Augmentation.FlipHorizontal()).Prefetch().Augment(1, Augmentation.FlipHorizontal());
        Assert.InRange(Read(twice, 0, 2, 2).Chunk(2).Count(i => i[0] == 1), 430, 570);
        IBatchSource numbered = BatchSource.From(SampleFormat.OfInputs([1, 1, 2]), Enumerable.Range(0, 1000)
            .Select(i => new Sample(new float[] { 0, i + 1 }))).ShuffleWithin(1000, seed: 1).Augment(1, Augmentation.FlipHorizontal());
        float[][] flipped = [.. Read(numbered, 0, 7, 2).Chunk(2).Where(i => i[0] != 0)];
        Assert.InRange(flipped.Count(i => i[0] <= 500), 200, 300);
        Assert.InRange(flipped.Count(i => i[0] > 500), 200, 300);
    }

    // A reader may give fewer than it is asked for.
    [Fact]
    public void AReaderThatGivesOneAtATime_TrainsAlike()
    {
        SoftmaxRegression whole = Runs.Network(), slow = Runs.Network();
        Dataset images = Dataset.FromTargets([.. Enumerable.Range(0, 60).Select(i => (float)(i % 7))], [2],
            [.. Enumerable.Range(0, 90).Select(i => i / 3 % 3 == i % 3 ? 1f : 0)], [3]);
        float[] Mixed(IBatchSource source)
        {
            using IBatchReader reader = source.ShuffleWithin(20, seed: 2).MixUp(1, seed: 3).Prefetch().Open(0);
            float[] inputs = new float[14], targets = new float[21];
            List<float> all = [];
            while (reader.Read(7, inputs, [], targets) is var read and > 0)
                all.AddRange(inputs[..(2 * read)]);
            return [.. all];
        }

        float[] mixed = Mixed(images);
        Assert.Equal(mixed, Mixed(new OneAtATime(images)));
        Assert.Contains(mixed, value => value != MathF.Round(value));
        Fit(whole, BatchSource.From(Format, pass => Ordered(Runs.Train, pass)));
        Fit(slow, new OneAtATime(BatchSource.From(Format, pass => Ordered(Runs.Train, pass))));
        Assert.Equal(Runs.Bits(whole), Runs.Bits(slow));

        static void Fit(INetwork network, IBatchSource source) => new Trainer<INetwork>(network).Fit(source, epochs: 2, batchSize: Runs.BatchSize);
    }

    [Fact]
    public void ASecondCall_GoesOnWithTheNextPass()
    {
        SoftmaxRegression once = Runs.Network(), twice = Runs.Network(), loaded = Runs.Network(9);
        List<long> passes = [];
        IBatchSource source = BatchSource.From(Format, pass =>
        {
            passes.Add(pass);
            return Ordered(Runs.Train, pass);
        });
        Fit(once, 3);
        Fit(twice, 1);
        MemoryStream file = new();
        twice.SaveCheckpoint(file);
        file.Position = 0;
        loaded.LoadCheckpoint(file);
        Fit(twice, 2);
        Fit(loaded, 2);
        Assert.Equal([0, 1, 2, 0, 1, 2, 1, 2], passes);
        Assert.Equal(Runs.Bits(once), Runs.Bits(twice));
        Assert.Equal(Runs.Bits(once), Runs.Bits(loaded));

        void Fit(INetwork network, int epochs) => new Trainer<INetwork>(network).Fit(source, epochs: epochs, batchSize: Runs.BatchSize);
    }

    [Fact]
    public void ReadingAhead_EndsWhereItIsDisposed_AndTellsWhatWentWrong()
    {
        using IBatchReader full = Runs.Train.Reshuffled().Prefetch(2).Open(0);
        float[] inputs = new float[14];
        int[] labels = new int[7];
        Assert.Equal(7, full.Read(7, inputs, labels, []));
        full.Dispose();
        Assert.Throws<ObjectDisposedException>(() => full.Read(7, inputs, labels, []));
        IEnumerable<Sample> Broken()
        {
            foreach (Sample sample in Ordered(Runs.Train, 0).Take(20))
                yield return sample;
            throw new IOException("unplugged");
        }

        SoftmaxRegression network = Runs.Network();
        Assert.Equal("unplugged", Assert.Throws<IOException>(() => new Trainer<INetwork>(network).Fit(BatchSource.From(Format, Broken()).Prefetch(), batchSize: 7)).Message);
        Assert.Equal(2, network.Steps);
    }

    [Fact]
    public void ReadingAhead_StopsWithTraining_AndClosesWhatWasOpened()
    {
        bool isClosed = false;
        IEnumerable<Sample> Samples()
        {
            try
            {
                foreach (Sample sample in Endless())
                    yield return sample;
            }
            finally
            {
                isClosed = true;
            }
        }

        new Trainer<INetwork>(Runs.Network()).Fit(BatchSource.From(Format, Samples()).Prefetch(5), epochs: 1, batchSize: 3, stepsPerEpoch: 4);
        Assert.True(isClosed);
    }

    private static float[] Read(IBatchSource source, long pass, int samples, int size = 1)
    {
        using IBatchReader reader = source.Open(pass);
        List<float> all = [];
        float[] some = new float[samples * size];
        while (reader.Read(samples, some, [], []) is var read and > 0)
            all.AddRange(some[..(read * size)]);
        return [.. all];
    }

    private static IEnumerable<Sample> Endless()
    {
        for (int i = 0; ; i = (i + 1) % Runs.Train.Count)
            yield return SampleOf(Runs.Train, i);
    }

    private static async IAsyncEnumerable<Sample> Later(IEnumerable<Sample> samples, [EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (Sample sample in samples)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            yield return sample;
        }
    }

    private sealed class OneAtATime(IBatchSource source) : IBatchSource
    {
        public SampleFormat Format => source.Format;

        public long? Count => source.Count;

        public IBatchReader Open(long pass) => new Reader(source.Open(pass), source.Format);

        private sealed class Reader(IBatchReader reader, SampleFormat format) : IBatchReader
        {
            public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets) =>
                reader.Read(1, inputs[..format.InputSize], format.HasLabels ? labels[..format.TargetSize] : [], format.HasLabels ? [] : targets[..format.TargetSize]);

            public void Dispose() => reader.Dispose();
        }
    }

    private sealed class Each(Action<BatchResult, TrainingContext> action) : Callback
    {
        public Each(Action<BatchResult> action)
            : this((batch, _) => action(batch))
        {
        }

        public override void OnBatch(TrainingContext training, in BatchResult batch) => action(batch, training);
    }
}
