namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Trains on a batch a call.</summary>
internal sealed class TrainContender(string name, INetwork network, Pool pool) : Contender(name)
{
    public override float Run(int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
            sum += Train(network, pool, i & (pool.Count - 1));
        return sum;
    }

    /// <summary>The loss, then all weights after the step.</summary>
    public override float[] Result(int index) => [Train(network, pool, index), .. network.Parameters.SelectMany(p => p.ToArray())];

    public override void AfterCheck() => network.LearningRate = TimedLearningRate;

    /// <summary>A step on one of the pool's batches; gives the loss.</summary>
    public static float Train(INetwork network, Pool pool, int index) => pool.Labels is { } labels
        ? network.TrainBatch(pool.Inputs[index], labels[index])
        : network.TrainBatch(pool.Inputs[index], pool.Targets[index]);
}
