using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Declarations;
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
    private readonly TorchTensor[][] inputs;
    private readonly TorchTensor[] targets;
    private readonly Func<TorchTensor, TorchTensor, TorchTensor> loss;
    private readonly bool isWhole;

    public TorchTrainContender(Workload workload, INetwork generated, Pool pool, bool isWhole)
        : base(isWhole ? Torch : TorchGradient)
    {
        this.isWhole = isWhole;
        network = new(workload, generated);
        NetworkSpec spec = DeclarationReader.Read(workload.Declaration);
        loss = Loss(spec.Elements.Single(element => Catalogue.All[element.Kind] is Loss));
        optimizer = Optimizer(spec.Elements.Single(element => Catalogue.All[element.Kind] is Optimizer), network.Trained, generated.LearningRate);
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

    /// <summary>What a whole step gives; half a step's results are no others. With dropout no two libraries leave out the same.</summary>
    public override float[]? Result(int index) => isWhole && !network.DropsOut ? [Train(index), .. network.Weights()] : null;

    public override void AfterCheck()
    {
        foreach (optim.ILearningRateController group in optimizer.ParamGroups)
            group.LearningRate = TimedLearningRate;
    }

    public override void Dispose()
    {
        foreach (TorchTensor each in inputs.SelectMany(parts => parts).Concat(targets))
            each.Dispose();
        optimizer.Dispose();
        network.Dispose();
        base.Dispose();
    }

    private float Train(int index)
    {
        optimizer.zero_grad();
        using TorchTensor output = network.Forward(inputs[index]), value = loss(output, targets[index]);
        value.backward();
        if (isWhole)
            optimizer.step()?.Dispose();
        return value.ReadCpuSingle(0);
    }

    private static Func<TorchTensor, TorchTensor, TorchTensor> Loss(ElementSpec loss) => loss.Kind switch
    {
        "Mse" => (output, target) => nn.functional.mse_loss(output, target),
        "BinaryCrossEntropyWithLogits" => (output, target) => nn.functional.binary_cross_entropy_with_logits(output, target),
        "CrossEntropy" => CrossEntropy,
        _ => throw new NotSupportedException($"There is no libtorch function yet for the loss {loss.Kind}."),
    };

    private static TorchTensor CrossEntropy(TorchTensor output, TorchTensor target)
    {
        using TorchTensor rows = output.view(-1, output.shape[^1]);
        return nn.functional.cross_entropy(rows, target);
    }

    private static optim.Optimizer Optimizer(ElementSpec rule, IEnumerable<TorchParameter> trained, double rate) => rule.Kind switch
    {
        "Sgd" => optim.SGD(trained, rate, rule.Number("Momentum"), rule.Number("Dampening"), rule.Number("WeightDecay"), rule.Flag("Nesterov")),
        "Adam" => optim.Adam(trained, rate, rule.Number("Beta1"), rule.Number("Beta2"), rule.Number("Epsilon"), rule.Number("WeightDecay"), rule.Flag("AmsGrad")),
        "AdamW" => optim.AdamW(trained, rate, rule.Number("Beta1"), rule.Number("Beta2"), rule.Number("Epsilon"), rule.Number("WeightDecay"), rule.Flag("AmsGrad")),
        _ => throw new NotSupportedException($"There is no libtorch function yet for the optimizer {rule.Kind}."),
    };
}
