namespace DeepTrainer;

/// <summary>A layer that can't be trained on fewer samples than some at once, as it normalizes by the batch.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Samples">How many it needs.</param>
public readonly record struct SampleNeed(string Layer, int Samples);
