namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Predicts a batch a call.</summary>
internal sealed class PredictBatchContender<TCalls>(string name, TCalls calls, int batch, float[][] pool) : Contender(name)
    where TCalls : struct, ICalls
{
    private readonly TCalls calls = calls;
    private readonly float[] outputs = new float[batch * calls.Network.Info.OutputSize];

    public override int CallsInPass => pool.Length;

    public override float Pass()
    {
        float sum = 0;
        foreach (float[] inputs in pool)
        {
            calls.PredictBatch(inputs, outputs);
            sum += outputs[0];
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        calls.PredictBatch(pool[index], outputs);
        return [.. outputs];
    }
}
