namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Predicts one sample a call.</summary>
internal sealed class PredictContender<TCalls>(string name, TCalls calls, float[][] pool) : Contender(name)
    where TCalls : struct, ICalls
{
    private readonly TCalls calls = calls;
    private readonly float[] output = new float[calls.Network.Info.OutputSize];

    public override int CallsInPass => pool.Length;

    public override float Pass()
    {
        float sum = 0;
        foreach (float[] input in pool)
        {
            calls.Predict(input, output);
            sum += output[0];
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        calls.Predict(pool[index], output);
        return [.. output];
    }
}
