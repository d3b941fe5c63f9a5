namespace DeepTrainer.Compiler.Elements;

/// <summary>A trained tensor of the network.</summary>
/// <param name="Name">"dense1.weight".</param>
/// <param name="Layer">The layer it belongs to.</param>
/// <param name="Shape">PyTorch's shape: [out, in].</param>
/// <param name="Initialization">Where it starts.</param>
public sealed record ParameterSpec(string Name, string Layer, Shape Shape, Initialization Initialization);

/// <summary>How a tensor is filled at first.</summary>
/// <param name="Kind">A member of the runtime's Init.</param>
/// <param name="Value">The number for Init.Constant, the deviation for Init.Normal.</param>
/// <param name="FanIn">Inputs of one unit.</param>
/// <param name="FanOut">Units that one input feeds.</param>
/// <param name="ZeroRow">A row that starts at zero whatever the others do; none if null.</param>
public sealed record Initialization(string Kind, double Value, int FanIn, int FanOut, int? ZeroRow = null);
