namespace DeepTrainer;

/// <summary>
/// Makes a parameter of an activation of your own a trained number: <c>static float Snake(float x, [Trained(1)] float a)</c>. It is a weight of the layer,
/// called after the parameter. PyTorch: nn.Parameter.
/// </summary>
/// <param name="initial">Where it starts; finite.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TrainedAttribute(double initial) : Attribute
{
    /// <summary>Where it starts.</summary>
    public double Initial { get; } = initial;

    /// <summary>Whether each channel, the first dimension of a sample, has one of its own.</summary>
    public bool PerChannel { get; set; }

    /// <summary>Whether each element of a sample has one of its own.</summary>
    public bool PerElement { get; set; }
}
