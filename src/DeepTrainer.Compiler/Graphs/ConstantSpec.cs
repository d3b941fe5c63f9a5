namespace DeepTrainer.Compiler.Graphs;

/// <summary>A tensor that is known while compiling.</summary>
/// <param name="Name">Unique in the network: "loss.classWeights".</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements, row by row.</param>
public sealed record ConstantSpec(string Name, Shape Shape, EquatableArray<double> Values);
