namespace DeepTrainer.Engine.Execution;

/// <summary>What a batch should give: floats, or class indices.</summary>
internal readonly ref struct Goals
{
    private readonly ReadOnlySpan<float> targets;
    private readonly ReadOnlySpan<int> labels;
    private readonly bool areLabels;

    public Goals(ReadOnlySpan<float> targets) => this.targets = targets;

    private Goals(ReadOnlySpan<int> labels)
    {
        this.labels = labels;
        areLabels = true;
    }

    /// <summary>Class indices; where the network takes floats, whole numbers among them.</summary>
    public static Goals Of(ReadOnlySpan<int> labels, NetworkInfo info) =>
        info.TargetKind == TargetKind.ClassIndices ? new(labels) : new(Runtime.Check.Floats(labels));

    /// <summary>The number of samples.</summary>
    /// <exception cref="ArgumentException">The lengths don't fit each other.</exception>
    /// <exception cref="NotSupportedException">The network takes the other kind.</exception>
    public int Check(int inputs, NetworkInfo info)
    {
        if (areLabels != (info.TargetKind == TargetKind.ClassIndices))
            Runtime.Check.WrongTargets(info.Name, info.TargetKind);
        int samples = Runtime.Check.Batch(
            inputs, info.InputSize, areLabels ? labels.Length : targets.Length, info.TargetSize, info.Name, areLabels ? "labels" : "targets");
        Runtime.Check.MaxBatch(samples, info.MaxBatch, info.Name);
        foreach (TargetInfo target in info.Targets.AsSpan())
        {
            int ignored = target.Ignored ?? int.MinValue;
            if (areLabels)
                Runtime.Check.Labels(labels, target.Classes, info.Name, ignored);
            else if (target.Kind == TargetKind.ClassIndices)
                Runtime.Check.Classes(targets, info.TargetSize, target.Offset, target.Size, target.Classes, info.Name, target.Name, ignored);
            if (target.Sequence is not { } s)
                continue;
            if (areLabels)
                Runtime.Check.Sequences(labels, info.TargetSize, target.Offset, target.Size, s.Blank, s.Steps, s.MayBeTooLong, info.Name);
            else
                Runtime.Check.Sequences(targets, info.TargetSize, target.Offset, target.Size, s.Blank, s.Steps, s.MayBeTooLong, info.Name);
        }
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
