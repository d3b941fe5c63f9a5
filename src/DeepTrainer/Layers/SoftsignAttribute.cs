namespace DeepTrainer;

/// <summary>y = x / (1 + |x|).</summary>
public sealed class SoftsignAttribute : LayerAttribute;
