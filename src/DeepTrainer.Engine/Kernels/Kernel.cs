using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>What computes one node. It knows its inputs and its output; both may change size between runs.</summary>
internal abstract class Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Called when the values have been resized.</summary>
    public virtual void Prepare()
    {
    }

    public abstract void Run(in StepContext step);
}
