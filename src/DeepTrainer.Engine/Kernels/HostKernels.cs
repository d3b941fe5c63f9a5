using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>A hyper-parameter or counter of the step.</summary>
internal sealed class HostSourceKernel<T>(string name, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step) => y.SetHost(step.HostScalar(name));
}

/// <summary>An expression of hyper-parameters and counters, in float64 whatever the tensors are: 1 - β₂ᵗ needs the digits.</summary>
internal sealed class HostMapKernel<T>(Expr body, Value<T>[] inputs, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double[] arguments = new double[inputs.Length];

    public override void Run(in StepContext step)
    {
        for (int i = 0; i < inputs.Length; i++)
            arguments[i] = inputs[i].Host;
        y.SetHost(body.Evaluate(arguments));
    }
}
