using DeepTrainer.Compiler.Rendering;

namespace DeepTrainer.Generator.Models;

/// <summary>What became of a specification.</summary>
/// <param name="Spec">The specification, which tells whose result this is.</param>
/// <param name="Files">The generated code; empty if there were errors.</param>
/// <param name="Problems">Mistakes found by the compiler.</param>
/// <param name="Members">The members that the generated code declares.</param>
/// <param name="Face">What decides which of them are public.</param>
internal sealed record CompiledNetwork(
    NetworkSpec Spec, EquatableArray<GeneratedFile> Files, EquatableArray<Problem> Problems, EquatableArray<string> Members, Face Face);
