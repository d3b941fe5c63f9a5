using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Generator.Models;

/// <summary>What is known of a file of weights that the project embeds.</summary>
/// <param name="Name">What attributes call it: its path from the project's folder.</param>
/// <param name="Tensors">Its tensors, in the order of their names.</param>
/// <param name="Fault">Why it can't be read; null if it can.</param>
internal sealed record WeightsFile(string Name, EquatableArray<FileEntry> Tensors, string? Fault)
{
    private const int MostShown = 10;

    // Of what checkpoints hold besides weights.
    private static readonly string[] Passed = ["optimizer.", "training."];

    // What PyTorch's norms count with, and old files lack.
    private const string BatchCount = ".num_batches_tracked";

    /// <summary>What keeps the file from being the weights of a network; null if nothing does.</summary>
    public static Problem? ProblemOf(NetworkSpec spec, WeightsFile? file, IEnumerable<ParameterSpec> parameters)
    {
        if (file is null)
        {
            return Told($"it is not among the project's NetworkWeights; add <NetworkWeights Include=\"{spec.Weights}\" /> to an ItemGroup of the project");
        }
        if (file.Fault is { } fault)
            return Told(fault);
        Dictionary<string, FileEntry> left = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        List<string> differences = [];
        foreach (ParameterSpec parameter in parameters)
        {
            string shape = $"[{string.Join(", ", parameter.Shape.Dimensions.Select(d => Format.Integer(d)))}]";
            if (!left.TryGetValue(parameter.Name, out FileEntry? tensor))
            {
                if (!parameter.Name.EndsWith(BatchCount, StringComparison.Ordinal))
                    differences.Add($"'{parameter.Name}' {shape} is missing");
                continue;
            }
            left.Remove(parameter.Name);
            bool hasFactors = tensor.Type == "I8" && left.Remove(NarrowWeights.FactorsOf(parameter.Name));
            if (tensor.Shape != shape)
                differences.Add($"'{parameter.Name}' is {tensor.Shape} there and {shape} in the network");
            else if (!hasFactors && tensor.Type is not ("F32" or "F64" or "F16" or "BF16") && !(parameter.IsBuffer && parameter.Shape.Rank == 0))
                differences.Add($"'{parameter.Name}' holds {tensor.Type}, which is no type of floats");
        }
        differences.AddRange(left.Keys.Where(name => !Passed.Any(p => name.StartsWith(p, StringComparison.Ordinal))).OrderBy(n => n, StringComparer.Ordinal)
            .Select(name => $"'{name}' {left[name].Shape} is unknown to the network"));
        string more = differences.Count > MostShown ? $", and {Format.Integer(differences.Count - MostShown)} more" : "";
        return differences.Count == 0 ? null : Told(string.Join(", ", differences.Take(MostShown)) + more);

        Problem Told(string reason) => new(ProblemKinds.WeightsDoNotFit, Problem.TheClass, null, [spec.Name, spec.Weights, reason]);
    }
}

/// <summary>A tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers: F32.</param>
/// <param name="Shape">Its shape: "[32, 64]".</param>
internal sealed record FileEntry(string Name, string Type, string Shape);
