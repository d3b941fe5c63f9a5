using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>libtorch through TorchSharp, on one thread: inference.</summary>
internal sealed class TorchContender(Workload workload, INetwork generated, Pool pool) : Contender(Torch)
{
    private readonly TorchNetwork network = new(workload, generated);
    private readonly TorchTensor[][] inputs = TorchPool.Inputs(workload, generated, pool);

    /// <summary>Those who take part in a workload, if the library loads.</summary>
    public static IEnumerable<Contender> Create(Workload workload, INetwork generated, Pool pool) =>
        !TorchLibrary.IsLoaded ? []
        : workload.Operation != Operation.Train ? [new TorchContender(workload, generated, pool)]
        : [new TorchTrainContender(workload, generated, pool, isWhole: true), new TorchTrainContender(workload, generated, pool, isWhole: false)];

    public override float Run(int calls)
    {
        using IDisposable mode = inference_mode();
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            using TorchTensor output = network.Forward(inputs[i & (inputs.Length - 1)]);
            sum += output.ReadCpuSingle(0);
        }
        return sum;
    }

    public override float[] Result(int index)
    {
        using IDisposable mode = inference_mode();
        using TorchTensor output = network.Forward(inputs[index]);
        return output.contiguous().data<float>().ToArray();
    }

    public override void Dispose()
    {
        foreach (TorchTensor input in inputs.SelectMany(parts => parts))
            input.Dispose();
        network.Dispose();
        base.Dispose();
    }
}
