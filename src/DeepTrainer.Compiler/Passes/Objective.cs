using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>A summand of the loss that has an average of its own.</summary>
/// <param name="Name">What it consists of: a loss's name, or "samples" for all that are means over samples.</param>
/// <param name="Value">The summand: the mean over the batch, times its factor.</param>
/// <param name="Labels">The targets whose weights it is divided by; null for a mean over samples.</param>
internal sealed record LossTerm(string Name, Node Value, TargetSpec? Labels)
{
    /// <summary>What all losses are called together that are means over samples.</summary>
    public const string Samples = "samples";
}

/// <summary>What is minimised: the weighted sum of the declared losses, on whichever layers.</summary>
internal sealed class Objective
{
    private readonly List<(Loss Loss, LossContext Context, TargetForm Form, string Name)> losses = [];
    private readonly List<TargetSpec> targets = [];
    private readonly List<(string Name, Node Value, Node Weight)> weighted = [];
    private readonly GraphBuilder g;

    private Objective(GraphBuilder g) => this.g = g;

    /// <summary>The layers that a loss judges: those its From names, or the last one.</summary>
    public static ImmutableArray<string> JudgedBy(NetworkSpec spec, int loss) =>
        spec.Elements[loss].From is { Count: > 0 } from ? from.ToImmutableArray() : [Names.OfLayers(spec).Last().Name];

    /// <summary>The same, and what its options name.</summary>
    public static IEnumerable<string> ReadBy(NetworkSpec spec, int loss) => JudgedBy(spec, loss).Concat(Names.InOptionsOf(spec.Elements[loss]).Select(o => o.Name));

    /// <summary>The parts of the loss, none after a report; what a sample's targets consist of; and each declared loss with its factor.</summary>
    public static (ImmutableArray<LossTerm> Parts, ImmutableArray<TargetSpec> Targets, ImmutableArray<(string Name, Node Value, Node Weight)> Losses) Run(
        NetworkSpec spec, GraphBuilder g, IReadOnlyDictionary<string, Node> layers, List<Problem> problems, bool training)
    {
        Objective objective = new(g);
        bool several = Names.OfLosses(spec).Length > 1;
        foreach ((int index, string name) in Names.OfLosses(spec))
        {
            g.Scope = several ? name : "loss";
            objective.Add(spec, index, name, layers, problems, training);
        }
        if (problems.Exists(p => p.Kind.Severity == ProblemSeverity.Error))
            return ([], [], []);
        objective.Give();
        return (objective.Sum(several), [.. objective.targets], [.. objective.weighted]);
    }

    /// <summary>What a sample's targets consist of, of a network that nobody trains: they say what its outputs mean.</summary>
    public static ImmutableArray<TargetSpec> TargetsOf(NetworkSpec spec, GraphBuilder g, IReadOnlyDictionary<string, Node> layers, List<Problem> problems)
    {
        Objective objective = new(g);
        foreach ((int index, string name) in Names.OfLosses(spec))
            objective.Add(spec, index, name, layers, problems, training: false);
        return [.. objective.targets];
    }

    private void Add(NetworkSpec spec, int index, string name, IReadOnlyDictionary<string, Node> layers, List<Problem> problems, bool training)
    {
        var loss = (Loss)Catalogue.All[spec.Elements[index].Kind];
        ImmutableArray<string> judged = JudgedBy(spec, index);
        LossContext c = new(g, Names.DeclarationOf(spec), index, spec.Elements[index].Name ?? loss.Kind, problems, [.. judged.Select(j => layers[j])], judged, training)
        {
            NumbersOf = name,
            Named = Names.InOptionsOf(spec.Elements[index]).ToDictionary(o => o.Option.Name, o => (layers[o.Name], o.Name)),
        };
        if (!c.InRange(Loss.Weight, 0, double.MaxValue, "0 or more") || loss.TargetsOf(c) is not { } form || !c.LengthsFit(loss, form))
            return;
        c.StopAtPadding();
        losses.Add((loss, c, form, name));
        targets.Add(new(name, judged[0], form, End));
        if (c.Flag(Loss.SampleWeights))
            targets.Add(new($"{name}.weight", judged[0], TargetForm.Values(Shape.Batched(1)), End));
    }

    private int End => targets.Sum(t => t.Size);

    // One loss is given its targets as they are; several share a row of floats, where class indices are floats too.
    private void Give()
    {
        if (targets.Count == 1)
        {
            TargetForm form = targets[0].Form;
            Shape shape = Shape.Batched([.. form.Shape.Dimensions]);
            if (form.Shape.SampleSize > 0)
                losses[0].Context.Targets = form.Kind == TargetKind.ClassIndices ? g.Source(SourceKind.Labels, "labels", shape) : g.Source(SourceKind.Targets, "targets", shape);
            return;
        }
        Node? row = End == 0 ? null : g.Source(SourceKind.Targets, "targets", Shape.Batched(End));
        foreach ((_, LossContext context, _, string name) in losses)
        {
            TargetSpec own = targets.Find(t => t.Name == name)!;
            g.Scope = name + ".targets";
            if (own.Size > 0)
                context.Targets = own.Part.Of(g, row!);
            if (targets.Find(t => t.Name == name + ".weight") is { } weight)
                context.SampleWeight = weight.Part.Of(g, row!);
        }
    }

    // Means over samples make one part; each mean over weighed labels is one of its own.
    private ImmutableArray<LossTerm> Sum(bool several)
    {
        List<LossTerm> parts = [];
        foreach (var (loss, context, form, name) in losses)
        {
            g.Scope = several ? name : "loss";
            if (loss.Build(context) is not { } value)
                return [];
            g.Scope = "loss";
            Node weight = context.Value(Loss.Weight);
            weighted.Add((name, value, weight));
            int samples = form.IsMeanOfLabels ? -1 : parts.FindIndex(p => p.Labels is null);
            if (samples >= 0)
                parts[samples] = parts[samples] with { Value = g.Map((sum, l, w) => sum + (w * l), parts[samples].Value, value, weight) };
            else
                parts.Add(new(form.IsMeanOfLabels ? name : LossTerm.Samples, g.Map((l, w) => w * l, value, weight), form.IsMeanOfLabels
                    ? targets.Find(t => t.Name == name) : null));
        }
        return [.. parts];
    }
}
