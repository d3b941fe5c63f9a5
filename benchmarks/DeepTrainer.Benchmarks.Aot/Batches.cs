using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks;

/// <summary>Predictions of 128 samples by the largest perceptron.</summary>
internal sealed class Batches : Contender
{
    private const int Samples = 128, InPool = 4;

    private readonly Network784_512_512_10 network = new(seed: 1);
    private readonly float[][] pool = new float[InPool][];
    private readonly float[] output = new float[Samples * Network784_512_512_10.OutputSize];

    public Batches()
        : base(Generated)
    {
        var random = new RandomSource(2);
        for (int i = 0; i < InPool; i++)
            pool[i] = [.. Enumerable.Range(0, Samples * Network784_512_512_10.InputSize).Select(_ => (float)random.NextGaussian())];
    }

    public override float Run(int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            network.PredictBatch(pool[i % InPool], output);
            sum += output[0];
        }
        return sum;
    }

    public override float[]? Result(int index) => null;
}
