namespace DeepTrainer;

/// <summary>
/// The layers that a prediction consists of, one after another, each flattened. Without it a prediction is the last layer; with several losses it is the
/// layers that they judge, in the order of the losses.
/// </summary>
/// <remarks>PyTorch: none; a module returns a tuple.</remarks>
/// <example><c>[Output("box, classes")]</c></example>
/// <param name="layers">The layers' names, separated by commas.</param>
public sealed class OutputAttribute(string layers) : ElementAttribute
{
    /// <summary>The layers' names, separated by commas.</summary>
    public string Layers { get; } = layers;
}
