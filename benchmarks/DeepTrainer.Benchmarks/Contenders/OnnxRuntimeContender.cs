using DeepTrainer.Benchmarks.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>
/// The same network in ONNX Runtime, as fast as its .NET interface allows: one thread, a batch size known to the session, and inputs
/// and outputs bound beforehand, one binding for each element of the pool, so that a call copies and allocates nothing.
/// </summary>
internal sealed class OnnxRuntimeContender : Contender
{
    private readonly RunOptions runOptions = new();
    private readonly InferenceSession session;
    private readonly OrtIoBinding[] bindings;
    private readonly List<OrtValue> values = [];
    private readonly float[] output;

    public OnnxRuntimeContender(string name, INetwork network, int batch, float[][] pool)
        : base(name)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        session = new InferenceSession(OnnxModel.Perceptron(network, batch), options);
        output = GC.AllocateArray<float>(batch * network.Info.OutputSize, pinned: true);
        OrtValue boundOutput = Bound(output, [batch, network.Info.OutputSize]);
        bindings = new OrtIoBinding[pool.Length];
        for (int i = 0; i < pool.Length; i++)
        {
            bindings[i] = session.CreateIoBinding();
            bindings[i].BindInput(OnnxModel.Input, Bound(pool[i], [batch, network.Info.InputSize]));
            bindings[i].BindOutput(OnnxModel.Output, boundOutput);
        }
    }

    public override int CallsInPass => bindings.Length;

    public override float Pass()
    {
        float sum = 0;
        foreach (OrtIoBinding binding in bindings)
        {
            session.RunWithBinding(runOptions, binding);
            sum += output[0];
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        Array.Fill(output, float.NaN);
        session.RunWithBinding(runOptions, bindings[index]);
        return [.. output];
    }

    public override void Dispose()
    {
        foreach (OrtIoBinding binding in bindings)
            binding.Dispose();
        foreach (OrtValue value in values)
            value.Dispose();
        session.Dispose();
        runOptions.Dispose();
        base.Dispose();
    }

    private OrtValue Bound(float[] memory, long[] shape)
    {
        var value = OrtValue.CreateTensorValueFromMemory(memory, shape);
        values.Add(value);
        return value;
    }
}
