namespace DeepTrainer;

/// <summary>Base of the attributes that limit gradients before the optimizer uses them. A network has at most one.</summary>
public abstract class ClipElementAttribute : ElementAttribute;
