namespace DeepTrainer.Engine.Execution;

/// <summary>What a batch should give: floats, or class indices.</summary>
internal readonly ref struct Goals
{
    private readonly ReadOnlySpan<float> targets;
    private readonly ReadOnlySpan<int> labels;
    private readonly bool areLabels;

    public Goals(ReadOnlySpan<float> targets) => this.targets = targets;

    public Goals(ReadOnlySpan<int> labels)
    {
        this.labels = labels;
        areLabels = true;
    }

    /// <summary>The number of samples.</summary>
    /// <exception cref="ArgumentException">The lengths don't fit each other.</exception>
    /// <exception cref="NotSupportedException">The network takes the other kind.</exception>
    public int Check(int inputs, NetworkInfo info)
    {
        if (areLabels != (info.TargetKind == TargetKind.ClassIndices))
            Runtime.Check.WrongTargets(info.Name, info.TargetKind);
        if (!areLabels)
            return Runtime.Check.Batch(inputs, info.InputSize, targets.Length, info.TargetSize, info.Name);
        int samples = Runtime.Check.Batch(inputs, info.InputSize, labels.Length, 1, info.Name, "labels");
        Runtime.Check.Labels(labels, info.OutputSize, info.Name);
        return samples;
    }

    public void CopyTo(Executor<float> executor)
    {
        if (executor.Source(SourceKind.Targets) is { } values)
            targets.CopyTo(values.Span);
        if (executor.Source(SourceKind.Labels) is { } classes)
            TensorPrimitives.ConvertTruncating(labels, classes.Span);
    }
}
