namespace DeepTrainer;

/// <summary>What a schedule counts as one step.</summary>
public enum ScheduleUnit
{
    /// <summary>An epoch: the rate stays the same from its first batch to its last.</summary>
    Epoch,

    /// <summary>A batch: every one has its own rate.</summary>
    Batch,
}
