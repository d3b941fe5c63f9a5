namespace DeepTrainer.Compiler.Elements;

/// <summary>A tensor of the network that is kept, saved and loaded.</summary>
/// <param name="Name">"dense1.weight".</param>
/// <param name="Layer">The layer it belongs to.</param>
/// <param name="Shape">PyTorch's shape: [out, in].</param>
/// <param name="Initialization">Where it starts.</param>
/// <param name="IsBuffer">Whether it is no weight but what a layer notes while training: running_mean.</param>
/// <param name="IsFrozen">Whether it is a weight that training leaves as it is.</param>
public sealed record ParameterSpec(
    string Name, string Layer, Shape Shape, Initialization Initialization, bool IsBuffer = false, bool IsFrozen = false)
{
    /// <summary>Whether it follows the gradient.</summary>
    public bool IsTrained => !IsBuffer && !IsFrozen;
}

/// <summary>How a tensor is filled at first.</summary>
/// <param name="Kind">A member of the runtime's Init.</param>
/// <param name="Value">The number for Init.Constant, the deviation for Init.Normal.</param>
/// <param name="FanIn">Inputs of one unit.</param>
/// <param name="FanOut">Units that one input feeds.</param>
/// <param name="ZeroRow">A row that starts at zero whatever the others do; none if null.</param>
public sealed record Initialization(string Kind, double Value, int FanIn, int FanOut, int? ZeroRow = null);
