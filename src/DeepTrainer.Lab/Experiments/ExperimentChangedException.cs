namespace DeepTrainer.Lab;

/// <summary>The folder has results of other settings: they aren't mixed with those of these.</summary>
public sealed class ExperimentChangedException : InvalidOperationException
{
    internal ExperimentChangedException(string path, IReadOnlyList<string> changes)
        : base($"'{path}' is the result of another experiment: {string.Join("; ", changes)}. Give this one a folder of its own, delete the old results, or set "
            + "options.Changed = ChangedRuns.Replace to train those again whose settings have changed.") => Changes = changes;

    /// <summary>What is different: "epochs: 10 there, 20 now".</summary>
    public IReadOnlyList<string> Changes { get; }
}
