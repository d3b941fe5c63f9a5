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
    private readonly float[][] outputs;
    private readonly int batch;

    private OnnxRuntimeContender(OnnxProgram model, Pool pool)
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
        batch = (int)model.Outputs[0].Shape[0];
        outputs = [.. model.Outputs.Select(output => Memory<float>(output.Shape))];
        OrtValue[] boundOutputs = [.. model.Outputs.Zip(outputs, (output, memory) => Bound(memory, output.Shape))];
        // A stream's state goes to and fro between two places: what one call gives the next one takes.
        OrtValue[][] states = [.. model.States.Select(state => new[] { Bound(Memory<float>(state.Shape), state.Shape), Bound(Memory<float>(state.Shape), state.Shape) })];
        bindings = new OrtIoBinding[pool.Count];
        for (int i = 0; i < pool.Count; i++)
        {
            bindings[i] = session.CreateIoBinding();
            foreach ((OnnxValue input, float[] values) in model.Inputs.Zip(Parts(pool.Inputs[i], model.Inputs)))
                bindings[i].BindInput(input.Name, input.IsIndices ? Bound(Indices(values), input.Shape) : Bound(values, input.Shape));
            foreach ((OnnxValue output, OrtValue bound) in model.Outputs.Zip(boundOutputs))
                bindings[i].BindOutput(output.Name, bound);
            foreach ((OnnxState state, OrtValue[] places) in model.States.Zip(states))
            {
                bindings[i].BindInput(state.Input, places[i & 1]);
                bindings[i].BindOutput(state.Output, places[(i + 1) & 1]);
            }
        }
    }

    /// <summary>It takes part in everything but training, and streams of untuned networks.</summary>
    public static IEnumerable<Contender> Create(Workload workload, INetwork network, Pool pool) =>
        workload.Operation == Operation.Train || workload is { IsUntuned: true, Operation: Operation.Step }
            ? []
            : [new OnnxRuntimeContender(OnnxProgram.Of(workload, network), pool)];

    public override float Run(int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            session.RunWithBinding(runOptions, bindings[i & (bindings.Length - 1)]);
            sum += outputs[0][0];
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        foreach (float[] output in outputs)
            Array.Fill(output, float.NaN);
        session.RunWithBinding(runOptions, bindings[index]);
        return
        [
            .. from sample in Enumerable.Range(0, batch)
               from output in outputs
               from value in output.Skip(output.Length / batch * sample).Take(output.Length / batch)
               select value,
        ];
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

    // A sample's inputs are one after another; a model has a tensor for each.
    private static List<float[]> Parts(float[] samples, IReadOnlyList<OnnxValue> inputs)
    {
        if (inputs.Count == 1)
            return [samples];
        int size = inputs.Sum(input => input.SampleSize), offset = 0;
        List<float[]> parts = [];
        foreach (OnnxValue input in inputs)
        {
            float[] part = Memory<float>(input.Shape);
            for (int sample = 0; sample < samples.Length / size; sample++)
                samples.AsSpan((sample * size) + offset, input.SampleSize).CopyTo(part.AsSpan(sample * input.SampleSize));
            parts.Add(part);
            offset += input.SampleSize;
        }
        return parts;
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
