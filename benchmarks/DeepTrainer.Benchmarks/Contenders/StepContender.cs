namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Takes a time step of one stream a call.</summary>
internal sealed class StepContender : Contender
{
    private readonly Call step;
    private readonly Pool pool;
    private readonly float[] output, state;
    private long position;

    public StepContender(string name, IStreamingNetwork network, Pool pool)
        : base(name)
    {
        step = network.Step;
        this.pool = pool;
        output = new float[network.StepOutputSize];
        state = new float[network.StateSize];
        network.InitializeState(state);
    }

    private delegate void Call(ReadOnlySpan<float> input, Span<float> output, Span<float> state, long position);

    public override float Run(int calls)
    {
        float[][] inputs = pool.Inputs;
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            step(inputs[i & (inputs.Length - 1)], output, state, position++);
            sum += output[0];
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        step(pool.Inputs[index], output, state, position++);
        return [.. output];
    }
}
