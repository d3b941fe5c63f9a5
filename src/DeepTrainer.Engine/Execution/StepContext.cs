namespace DeepTrainer.Engine.Execution;

/// <summary>What a run depends on besides tensors.</summary>
/// <param name="Batch">The number of samples.</param>
/// <param name="Seed">The network's seed, of which random numbers are a function.</param>
/// <param name="Step">The step being taken, from 1.</param>
/// <param name="LearningRate">The learning rate at this step.</param>
/// <param name="Position">The step of a stream, from 0.</param>
internal readonly record struct StepContext(int Batch, ulong Seed, long Step, double LearningRate, long Position = 0)
{
    /// <summary>The numbers that can be changed at run time.</summary>
    public NetworkOptions? Options { get; init; }

    /// <summary>The seed of what predictions draw, if it isn't the same.</summary>
    public ulong? DrawSeed { get; init; }

    /// <summary>Which random numbers a prediction draws.</summary>
    public long Draw { get; init; }

    /// <summary>The number of the first sample among those of the draw.</summary>
    public long FirstSample { get; init; }

    /// <summary>How much the batch's gradients count where they are added up.</summary>
    public double GradientScale { get; init; }

    /// <summary>Whether gradients of outputs are among those that a step takes.</summary>
    public bool OutputGradients { get; init; }

    /// <summary>The host scalar of this name.</summary>
    public double HostScalar(string name) => name switch
    {
        Source.BatchSize => Batch,
        Source.Step => Step,
        Source.LearningRate => LearningRate,
        Source.Position => Position,
        Source.GradientScale => GradientScale,
        Source.OutputGradients => OutputGradients ? 1 : 0,
        _ when name.StartsWith(Source.Adjustable, StringComparison.Ordinal) && Options is { } options => options[name[Source.Adjustable.Length..]],
        _ => throw new InvalidOperationException($"There is no host scalar '{name}'."),
    };
}
