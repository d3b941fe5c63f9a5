using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>
/// libtorch through TorchSharp, on one thread: a training step, or all of it but the optimizer, whose managed code makes many small calls
/// that other bindings of libtorch don't make.
/// </summary>
internal sealed class TorchTrainContender : Contender
{
    private readonly TorchNetwork network;
    private readonly optim.Optimizer optimizer;
    private readonly TorchTensor[] inputs, targets;
    private readonly bool isWhole;
    private readonly bool isClassifier;

    public TorchTrainContender(Workload workload, INetwork generated, Pool pool, bool isWhole)
        : base(isWhole ? Torch : TorchGradient)
    {
        this.isWhole = isWhole;
        isClassifier = pool.Labels is not null;
        network = new(workload, generated);
        optimizer = generated.OptimizerState.Count == 0
            ? optim.SGD(network.Trained, generated.LearningRate)
            : optim.Adam(network.Trained, generated.LearningRate);
        inputs = TorchPool.Inputs(workload, generated, pool);
        targets = TorchPool.Targets(workload, generated, pool);
    }

    public override float Run(int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
            sum += Train(i & (inputs.Length - 1));
        return sum;
    }

    /// <summary>What a whole step gives; half a step's results are no others.</summary>
    public override float[]? Result(int index) => isWhole ? [Train(index), .. network.Weights()] : null;

    public override void AfterCheck()
    {
        foreach (optim.ILearningRateController group in optimizer.ParamGroups)
            group.LearningRate = TimedLearningRate;
    }

    public override void Dispose()
    {
        foreach (TorchTensor each in inputs.Concat(targets))
            each.Dispose();
        optimizer.Dispose();
        network.Dispose();
        base.Dispose();
    }

    private float Train(int index)
    {
        optimizer.zero_grad();
        using TorchTensor output = network.Forward(inputs[index]), loss = Loss(output, targets[index]);
        loss.backward();
        if (isWhole)
            optimizer.step()?.Dispose();
        return loss.ReadCpuSingle(0);
    }

    private TorchTensor Loss(TorchTensor output, TorchTensor target)
    {
        if (!isClassifier)
            return nn.functional.mse_loss(output, target);
        using TorchTensor rows = output.view(-1, output.shape[^1]);
        return nn.functional.cross_entropy(rows, target);
    }
}
