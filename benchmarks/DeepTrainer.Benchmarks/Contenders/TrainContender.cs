namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Trains on a batch a call.</summary>
internal sealed class TrainContender<TCalls>(string name, TCalls calls, TrainingBatch[] batches) : Contender(name)
    where TCalls : struct, ICalls
{
    // A run of any length must stay the same work. At the declared rate a network learns its few batches by heart, gradients vanish,
    // and Adam's moments decay into denormal numbers, which are slower. At this one the weights stay where they are.
    private const float TimedLearningRate = 1e-8f;

    private readonly TCalls calls = calls;

    public override int CallsInPass => batches.Length;

    public override float Pass()
    {
        float sum = 0;
        foreach (TrainingBatch batch in batches)
            sum += calls.TrainBatch(batch);
        return sum;
    }

    /// <summary>The loss, then all weights after the step.</summary>
    public override float[] Result(int index) => [calls.TrainBatch(batches[index]), .. calls.Network.Parameters.SelectMany(p => p.ToArray())];

    public override void AfterCheck() => calls.Network.LearningRate = TimedLearningRate;
}
