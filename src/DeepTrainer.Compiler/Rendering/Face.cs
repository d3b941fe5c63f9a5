using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What of a network decides which public members its class has.</summary>
/// <param name="Parts">The constants for parts of samples, predictions and targets: "ImageSize".</param>
/// <param name="Weights">The views of parameters: "Dense1Weight".</param>
/// <param name="Targets">The types of targets that its methods take; two where it isn't known which.</param>
/// <param name="Evaluates">Whether it has a loss.</param>
/// <param name="Trains">Whether it has an optimizer, too.</param>
/// <param name="TellsLossParts">Whether the loss's parts can be asked for.</param>
/// <param name="Streams">Whether it takes single time steps.</param>
/// <param name="Gradients">Whether it hands gradients out and takes them.</param>
/// <param name="Adjusts">Whether it has numbers that can be changed at run time.</param>
/// <param name="Embeds">Whether the assembly holds its weights.</param>
/// <param name="SeveralLosses">Whether it has more than one loss.</param>
/// <param name="Draws">Whether its predictions draw random numbers.</param>
/// <param name="Begins">Whether it is made with random weights.</param>
public sealed record Face(
    EquatableArray<string> Parts, EquatableArray<string> Weights, EquatableArray<string> Targets, bool Evaluates, bool Trains, bool TellsLossParts,
    bool Streams, bool Gradients, bool Adjusts, bool Embeds, bool SeveralLosses, bool Draws, bool Begins)
{
    /// <summary>That of a network of which nothing is known: all that any may have, but for what names of its own would tell.</summary>
    public static Face Unknown { get; } = new([], [], ["float", "int"], Evaluates: true, Trains: true, TellsLossParts: true, Streams: false,
        Gradients: false, Adjusts: false, Embeds: false, SeveralLosses: true, Draws: true, Begins: true);

    /// <summary>A whole network's.</summary>
    public static Face Of(NetworkModel model) => new(
        NamedParts.ConstantsOf(model).Select(c => c.Member).ToEquatableArray(),
        model.Parameters.Select(p => ReservedMembers.OfParameter(p.Name)).ToEquatableArray(),
        [model.Target == TargetKind.ClassIndices ? "int" : "float"],
        model.Evaluation is not null, model.Training is not null, model.LossTerms.Length > 1, model.Streaming is not null, model.Spec.Gradients,
        !model.Adjustables.IsEmpty, model.Spec.Weights.Length > 0, model.Losses.Length > 1, Entry.Draws(model.Inference), !model.Spec.IsInference);

    /// <summary>That of a declaration with mistakes, as far as it tells: what depends on what is wrong has all forms that it may have.</summary>
    public static Face Of(NetworkSpec spec)
    {
        bool streams = spec.Elements.Any(e => e.Arguments.Any(a => a.Name == "Time"));
        NetworkSpec known = WithFunctions(spec with { Elements = spec.Elements.Where(e => Catalogue.All.ContainsKey(e.Kind)).ToEquatableArray() });
        // What isn't known may be a loss or an optimizer.
        bool hasUnknown = known.Elements.Count < spec.Elements.Count;
        Expand.Result expanded = Expand.Run(known);
        NetworkSpec whole = expanded.Problems.IsEmpty ? expanded.Spec : known;
        bool hasLoss = !spec.IsInference && (hasUnknown || Names.Indices<Loss>(whole).Length > 0);
        return new(
            Named(PartsOf(whole, hasLoss)), Named(WeightsOf(whole)), ["float", "int"], hasLoss, hasLoss
                && (hasUnknown || Names.Indices<Optimizer>(whole).Length > 0), TellsLossParts: true, streams, spec.Gradients,
                spec.Adjustable.Length > 0, spec.Weights.Length > 0, SeveralLosses: true, Draws: true, Begins: !spec.IsInference);
    }

    // For names of layers and weights it doesn't matter what functions do.
    private static NetworkSpec WithFunctions(NetworkSpec spec)
    {
        EquatableArray<ElementSpec> elements = spec.Elements.Select(e => FunctionOf(e) is not { } option || NamePattern.IsName(option.ValueIn(e)?.Text ?? "") ? e
            : e with { Arguments = [new(option.Name, e.Kind)] }).ToEquatableArray();
        var missing = elements.Select(e => FunctionOf(e)?.ValueIn(e)?.Text).OfType<string>().Except(spec.Functions.Select(f => f.Name));
        return spec with { Elements = elements, Functions = spec.Functions.Concat(missing.Select(name => new FunctionSpec(name, "x => y = x"))).ToEquatableArray() };
    }

    private static Option? FunctionOf(ElementSpec element) => Catalogue.All[element.Kind].Options.FirstOrDefault(o => o.NamesFunction);

    private static EquatableArray<string> Named(IEnumerable<string> names) =>
        names.Where(n => n.Split('.').All(NamePattern.IsName)).Select(Format.Pascal).Where(n => !ReservedMembers.Fixed.Contains(n)).Distinct().ToEquatableArray();

    private static IEnumerable<string> PartsOf(NetworkSpec spec, bool hasLoss)
    {
        ImmutableArray<string> inputs = [.. Names.OfInputs(spec).Select(i => i.Name)], outputs = Names.OfLayers(spec).IsEmpty ? [] : Names.OfOutputs(spec);
        List<string> targets = [];
        foreach ((int element, string name) in hasLoss ? Names.OfLosses(spec) : [])
        {
            targets.Add(name + ".target");
            if (spec.Elements[element].Arguments.Any(a => a.Name == Loss.SampleWeights.Name && a.Value.Flag == true))
                targets.Add(name + ".weight.target");
        }
        return new[] { inputs, outputs, targets.ToImmutableArray() }.Where(p => p.Length > 1).SelectMany(p => p).SelectMany(p => new[] { p + ".size", p + ".offset" });
    }

    // Those of the layers above the mistake are known; most others have these.
    private static IEnumerable<string> WeightsOf(NetworkSpec spec)
    {
        Forward? built = StructureCheck.Run(spec).Any(p => p.Kind.Severity == ProblemSeverity.Error) ? null : Forward.Build(spec, training: false, withLoss: false, []);
        HashSet<string> known = [.. built?.Built.Select(l => l.Name) ?? []];
        return [.. built?.Parameters.Select(p => p.Name) ?? [], .. Names.OfLayers(spec).Where(l => !known.Contains(l.Name))
            .SelectMany(l => new[] { $"{l.Name}.weight", $"{l.Name}.bias" })];
    }
}
