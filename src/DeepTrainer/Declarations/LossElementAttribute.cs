namespace DeepTrainer;

/// <summary>
/// Base of the attributes that are losses. A network that trains has exactly one; it takes the output of the last layer.
/// Every loss is a mean: over all elements of a batch, or over its samples for losses on classes.
/// </summary>
public abstract class LossElementAttribute : ElementAttribute;
