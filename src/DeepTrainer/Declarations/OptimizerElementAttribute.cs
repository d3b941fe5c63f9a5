namespace DeepTrainer;

/// <summary>
/// Base of the attributes that are optimizers. A network that trains has one, or several that share its parameters by name: each parameter goes to the
/// first whose <see cref="Only"/> and <see cref="Except"/> fit it. The network's learning rate is then that of the first one; those of the others keep
/// their proportion to it.
/// </summary>
public abstract class OptimizerElementAttribute : ElementAttribute
{
    /// <summary>The parameters that it updates, by patterns separated by commas in which * stands for anything: <c>"conv*.weight, head.*"</c>.</summary>
    public string Only { get; set; } = "";

    /// <summary>The parameters that it leaves to others: <c>"*.bias"</c>.</summary>
    public string Except { get; set; } = "";
}
