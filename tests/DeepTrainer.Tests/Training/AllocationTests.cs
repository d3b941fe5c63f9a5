using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class AllocationTests
{
    [Fact]
    public void Batches_AllocateNothing()
    {
        Dataset data = Dataset.FromTargets(new float[4000], [4], new float[2000], [2]);
        var progress = new AllocationProbe();
        new Trainer<Idle>(new Idle()).Fit(data, epochs: 2, batchSize: 32, callbacks: [progress]);
        Assert.Equal(0, progress.Allocated);
        Assert.True(progress.Batches > 50);
    }

    [Fact]
    public void BatchesOfASource_AllocateNothing()
    {
        IBatchSource source = new Same();
        var progress = new AllocationProbe();
        new Trainer<Idle>(new Idle()).Fit(source.ShuffleWithin(50), epochs: 2, batchSize: 7, stepsPerEpoch: 100, callbacks: [progress]);
        Assert.Equal(0, progress.Allocated);
        Assert.Equal(200, progress.Batches);
    }

    private sealed class Same : IBatchSource, IBatchReader
    {
        public SampleFormat Format { get; } = SampleFormat.OfTargets([4], [2]);

        public long? Count => null;

        public IBatchReader Open(long pass) => this;

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            inputs.Fill(0.5f);
            targets.Fill(1);
            return samples;
        }

        public void Dispose()
        {
        }
    }

    private sealed class AllocationProbe : Callback
    {
        private long _before = -1;

        public long Allocated { get; private set; }

        public int Batches { get; private set; }

        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (_before >= 0)
                Allocated += GC.GetAllocatedBytesForCurrentThread() - _before;
            Batches++;
            _before = GC.GetAllocatedBytesForCurrentThread();
        }

        // What happens between epochs may allocate.
        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => _before = -1;
    }

    private sealed class Idle : INetwork
    {
        public NetworkInfo Info { get; } = new("Idle", [4], [2], TargetKind.Values, 2, [new LayerInfo("input", "Input(4)", [], [4], 0)]);

        public IReadOnlyList<Parameter> Parameters => [];

        public IReadOnlyList<Parameter> OptimizerState => [];

        public float LearningRate { get; set; }

        public int Seed { get; set; }

        public long Steps { get; set; }

        public void Predict(ReadOnlySpan<float> input, Span<float> output) => Check.Sample(input.Length, 4, "Idle", nameof(input));

        public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => Check.PredictBatch(inputs.Length, 4, outputs.Length, 2, "Idle");

        public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Check.Batch(inputs.Length, 4, targets.Length, 2, "Idle");

        public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => 1;
    }
}
