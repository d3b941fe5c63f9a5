using DeepTrainer.Benchmarks.Onnx;
using DeepTrainer.Benchmarks.Workloads;
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

    private OnnxRuntimeContender(OnnxModel model, Pool pool)
        : base(OnnxRuntime)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new InferenceSession(model.Bytes, options);
        output = Memory<float>(model.OutputShape);
        OrtValue boundOutput = Bound(output, model.OutputShape);
        // A stream's state goes to and fro between two places: what one call gives the next one takes.
        OrtValue[][] states = [.. model.States.Select(state => new[] { Bound(Memory<float>(state.Shape), state.Shape), Bound(Memory<float>(state.Shape), state.Shape) })];
        bindings = new OrtIoBinding[pool.Count];
        for (int i = 0; i < pool.Count; i++)
        {
            bindings[i] = session.CreateIoBinding();
            bindings[i].BindInput(OnnxModel.Input, model.TakesIndices ? Bound(Indices(pool.Inputs[i]), model.InputShape) : Bound(pool.Inputs[i], model.InputShape));
            bindings[i].BindOutput(OnnxModel.Output, boundOutput);
            foreach ((OnnxState state, OrtValue[] places) in model.States.Zip(states))
            {
                bindings[i].BindInput(state.Input, places[i & 1]);
                bindings[i].BindOutput(state.Output, places[(i + 1) & 1]);
            }
        }
    }

    /// <summary>It takes part in everything but training.</summary>
    public static IEnumerable<Contender> Create(Workload workload, INetwork network, Pool pool) =>
        workload.Operation == Operation.Train ? [] : [new OnnxRuntimeContender(OnnxModel.Of(workload, network), pool)];

    public override float Run(int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            session.RunWithBinding(runOptions, bindings[i & (bindings.Length - 1)]);
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

    private static T[] Memory<T>(long[] shape) => GC.AllocateArray<T>((int)shape.Aggregate((a, b) => a * b), pinned: true);

    private static long[] Indices(float[] values)
    {
        long[] indices = Memory<long>([values.Length]);
        for (int i = 0; i < values.Length; i++)
            indices[i] = (long)values[i];
        return indices;
    }

    private OrtValue Bound<T>(T[] memory, long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(memory, shape);
        values.Add(value);
        return value;
    }
}
