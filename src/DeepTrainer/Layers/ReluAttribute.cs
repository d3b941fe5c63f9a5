namespace DeepTrainer;

/// <summary>y = max(x, 0). Its derivative at 0 is 0.</summary>
public sealed class ReluAttribute : LayerAttribute;
