namespace DeepTrainer.Onnx.Operators;

/// <summary>An operator of ONNX: a node of it becomes lines of the network's method.</summary>
/// <param name="Name">What models call it.</param>
/// <param name="Import">Gives the node's outputs.</param>
internal sealed record Operator(string Name, Action<NodeContext> Import)
{
    /// <summary>The set of operators that it is of; the standard's own if empty.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Whether nodes of known inputs may be computed while importing.</summary>
    public bool CanFold { get; init; } = true;

    /// <summary>What is not supported of it, for the documentation.</summary>
    public string Limits { get; init; } = "";
}
