using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Who uses whose weights, and what is said of weights where there are none.</summary>
internal static class SharedWeights
{
    /// <summary>For each layer the one that owns its weights: the one at the end of SharedWith.</summary>
    public static Dictionary<string, string> OwnersOf(NetworkSpec spec)
    {
        // Layers share with one above.
        Dictionary<string, string> owners = [];
        foreach ((int element, string name) in Names.OfLayers(spec))
            owners[name] = SharedWith(spec.Elements[element]) is not { } other ? name : owners.TryGetValue(other, out string? owner) ? owner : other;
        return owners;
    }

    /// <summary>The layer that the element names, if it names one.</summary>
    public static string? SharedWith(ElementSpec element) => Layer.SharedWith.ValueIn(element)?.Text is { Length: > 0 } name ? name : null;

    public static IEnumerable<Problem> Check(NetworkSpec spec)
    {
        HashSet<string> above = [];
        foreach ((int element, string name) in Names.OfLayers(spec))
        {
            ElementSpec own = spec.Elements[element];
            if (SharedWith(own) is { } other)
            {
                if (!above.Contains(other))
                    yield return new(ProblemKinds.CannotShare, element, Layer.SharedWith.Name, [name, other, "there is no layer of that name above it"]);
                foreach (Option option in new[] { Layer.Frozen, Layer.L1, Layer.L2 }.Where(o => IsSet(own, o)))
                    yield return new(ProblemKinds.NoOwnWeights, element, option.Name, [name, option.Name, $"uses the weights of '{other}'; say it there"]);
            }
            if (IsSet(own, Layer.Frozen))
            {
                foreach (Option option in new[] { Layer.L1, Layer.L2 }.Where(o => IsSet(own, o)))
                    yield return new(ProblemKinds.NoOwnWeights, element, option.Name, [name, option.Name, "is frozen, so that a penalty changes nothing"]);
            }
            above.Add(name);
        }
    }

    /// <summary>What the element says of weights although its layer has none.</summary>
    public static IEnumerable<Problem> OfNone(NetworkSpec spec, int element, string name) =>
        from option in new[] { Layer.Frozen, Layer.SharedWith, Layer.L1, Layer.L2 }
        where IsSet(spec.Elements[element], option)
        select new Problem(ProblemKinds.NoOwnWeights, element, option.Name, [name, option.Name, "has no weights"]);

    private static bool IsSet(ElementSpec element, Option option) => option.ValueIn(element) is { } value && !value.Equals(option.Default);
}
