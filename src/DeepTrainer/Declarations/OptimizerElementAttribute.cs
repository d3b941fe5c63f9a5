namespace DeepTrainer;

/// <summary>Base of the attributes that are optimizers. A network that trains has exactly one.</summary>
public abstract class OptimizerElementAttribute : ElementAttribute;
