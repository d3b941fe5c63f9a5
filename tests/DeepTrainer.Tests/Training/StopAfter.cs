namespace DeepTrainer.Tests;

/// <summary>Interrupts training when so many batches are done.</summary>
internal sealed class StopAfter(int batches) : Callback
{
    private int _left = batches;

    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        if (--_left == 0)
            training.Cancel();
    }
}
