namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>One batch to train on, for either kind of loss.</summary>
/// <param name="Inputs">The samples, one after another.</param>
/// <param name="Targets">Numbers of the output's shape for each sample.</param>
/// <param name="Labels">The class of each sample.</param>
internal sealed record TrainingBatch(float[] Inputs, float[] Targets, int[] Labels);
