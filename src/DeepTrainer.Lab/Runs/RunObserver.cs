namespace DeepTrainer.Lab;

/// <summary>
/// Is told how an experiment goes: <see cref="ExperimentOptions.Progress"/>. Its methods are called one at a time, on the threads of the runs.
/// </summary>
public abstract class RunObserver
{
    /// <summary>The experiment begins.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="done">The results that there are already.</param>
    public virtual void OnStart(Experiment experiment, IReadOnlyList<RunResult> done)
    {
    }

    /// <summary>A run has ended.</summary>
    /// <param name="result">What it gave.</param>
    public virtual void OnRun(RunResult result)
    {
    }

    /// <summary>All runs have ended, or an exception ends the experiment.</summary>
    /// <param name="completed">Whether all have.</param>
    public virtual void OnEnd(bool completed)
    {
    }
}
