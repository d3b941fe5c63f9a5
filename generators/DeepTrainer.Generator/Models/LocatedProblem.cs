namespace DeepTrainer.Generator.Models;

/// <summary>A mistake and where it stands.</summary>
internal sealed record LocatedProblem(Problem Problem, LocationInfo Location);
