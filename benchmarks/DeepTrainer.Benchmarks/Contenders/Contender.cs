namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>One way to do a workload.</summary>
internal abstract class Contender(string name) : IDisposable
{
    /// <summary>What the reports call the contenders, and what bounds them.</summary>
    public const string Generated = "generated", Engine = "engine", OnnxRuntime = "ONNX Runtime", Torch = "TorchSharp",
        TorchGradient = "TorchSharp gradient", TwoThreads = "two threads", Floor = "floor";

    /// <summary>
    /// A run of any length must stay the same work. At the declared rate a network learns its few batches by heart, gradients vanish,
    /// and Adam's moments decay into denormal numbers, which are slower. At this one the weights stay where they are.
    /// </summary>
    protected const float TimedLearningRate = 1e-8f;

    public string Name => name;

    /// <summary>What is timed: calls that take the elements of the pool in turn. Gives a sum over outputs, so that all are needed.</summary>
    public abstract float Run(int calls);

    /// <summary>One call, untimed: every number that came out of it. Null if another contender's results are its own.</summary>
    /// <param name="index">The element of the pool.</param>
    public abstract float[]? Result(int index);

    /// <summary>What has to happen between the check of results and the timing.</summary>
    public virtual void AfterCheck()
    {
    }

    public virtual void Dispose()
    {
    }
}
