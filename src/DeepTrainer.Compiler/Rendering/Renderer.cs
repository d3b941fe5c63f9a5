using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>A file of generated C#.</summary>
/// <param name="HintName">Its name, unique within the compilation.</param>
/// <param name="Text">Its content.</param>
public sealed record GeneratedFile(string HintName, string Text);

/// <summary>
/// Model → C#: one file with the network's public members, one that describes it, one with its graphs, and one a target with its kernels. All targets share
/// the layouts in memory, so that the choice is made where code runs.
/// </summary>
public static class Renderer
{
    /// <summary>The files for the usual targets.</summary>
    public static ImmutableArray<GeneratedFile> Run(NetworkModel model) => Run(model, Target.Usual);

    /// <summary>The files for some widths of vectors; the last is used where none is accelerated.</summary>
    public static ImmutableArray<GeneratedFile> Run(NetworkModel model, ImmutableArray<int> bits) => Run(model, [.. Target.X86.Where(t => bits.Contains(t.Bits))]);

    /// <summary>The files for some targets; the last is used where code runs on none of them.</summary>
    internal static ImmutableArray<GeneratedFile> Run(NetworkModel model, ImmutableArray<Target> targets) => TryRun(model, targets) is ({ } files, null) ? files
        : throw new InvalidOperationException($"'{model.Spec.Name}' is too large for its working memory.");

    /// <summary>
    /// The files for some targets, or why there can be none. With <paramref name="sumRows"/>, which tests give, every network that can be is trained in chunks of so
    /// many samples.
    /// </summary>
    internal static (ImmutableArray<GeneratedFile>? Files, Problem? Problem) TryRun(NetworkModel model, ImmutableArray<Target> targets, int? sumRows = null)
    {
        GradientGraphs? gradients = model.Spec.Gradients ? GradientGraphs.Of(model) : null;
        StepInChunks? step = model.Training is null ? null : StepInChunks.Of(model.Training);
        Persistent persistent = new(model, gradients, step);
        Lazy<GraphPlan> plan = new(() => Planner.Run(model.Training!, persistent.Layouts), isThreadSafe: false);
        ChunkPlans? chunks = step is null ? null : ChunkPlans.Of(step, model.Training!, plan, persistent.Layouts, persistent.SumFloats, sumRows);
        ImmutableArray<Entry> entries =
        [
            .. Entries(model, persistent, model.Training is null ? null : plan, chunks),
            .. gradients is null ? [] : GradientMethods.EntriesOf(model, gradients, persistent),
        ];
        entries = [.. entries.Select(e => e.WithDraw().WithOptions())];
        long floats = entries.Max(e => e.Name == Entry.Step ? StreamingMethods.Floats(model.Streaming!, e.Plan) : e.Plan.Floats(e.Name == Entry.Batch ? e.Plan.ChunkRows : 1));
        if (floats > int.MaxValue)
        {
            return (null, new(ProblemKinds.TooLarge, Problem.TheClass, null,
                [model.Spec.Name, Format.Grouped(floats), "floats of working memory for a few samples", Format.Grouped(int.MaxValue)]));
        }
        return (Files(model, persistent, chunks, entries, targets), null);
    }

    private static ImmutableArray<GeneratedFile> Files(NetworkModel model, Persistent persistent, ChunkPlans? chunks, ImmutableArray<Entry> entries, ImmutableArray<Target> targets)
    {
        KernelMethods methods = new(entries, targets);
        string name = model.Spec.FullName;
        return
        [
            new($"{name}.g.cs", new ClassFile(model, persistent, chunks, entries).Text()),
            new($"{name}.Description.g.cs", DescriptionFile.Text(model)),
            new($"{name}.Graphs.g.cs", GraphFile.Text(model, persistent, entries, methods)),
            .. targets.Select(t => new GeneratedFile($"{name}.{t.Name}.g.cs", KernelFile.Text(model, methods, t))),
        ];
    }

    /// <summary>The members for parts of samples, predictions and targets.</summary>
    public static IEnumerable<string> PartMembers(NetworkModel model) => NamedParts.ConstantsOf(model).Select(c => c.Member);

    /// <summary>The parameter for a batch's targets.</summary>
    internal static string TargetsOf(NetworkModel model) => model.Target == Losses.TargetKind.ClassIndices ? "int* labels" : "float* targets";

    /// <summary>The parameter for the loss's parts, where there are several.</summary>
    internal static string LossTermsOf(NetworkModel model) => model.LossTerms.Length > 1 ? $", float* {GraphWriter.LossTerms}" : "";

    private static IEnumerable<Entry> Entries(NetworkModel model, Persistent persistent, Lazy<GraphPlan>? training, ChunkPlans? chunks)
    {
        string targets = TargetsOf(model), lossTerms = LossTermsOf(model);
        (GraphPlan many, GraphPlan one) = Planner.RunBoth(model.Inference, persistent.Layouts);
        if (!many.IsByOne(one))
            yield return new(Entry.Batch, "", "void", "float* input, float* prediction, nint rows, float* weights, float* arena", many);
        yield return new(Entry.One, "One", "void", "float* input, float* prediction, float* weights, float* arena", one);
        if (model.Evaluation is { } evaluation)
        {
            yield return new("Evaluate", "Evaluation", "float", $"float* input, {targets}, nint rows, float* weights, float* arena{lossTerms}",
                Planner.Run(new Graph([.. evaluation.Outputs.Where(o => Graph.IsLoss(o.Role))], []), persistent.Layouts));
        }
        foreach (Entry part in chunks is null ? [] : ChunkMethods.EntriesOf(model, chunks))
            yield return part;
        if (chunks is null && training is not null)
        {
            yield return new(Entry.Train, "Training", "float",
                $"float* input, {targets}, nint rows, float* weights, float* state, float* arena, double rate, long step, ulong seed{lossTerms}",
                training.Value);
        }
        if (model.Streaming is { } streaming)
            yield return StreamingMethods.EntryOf(streaming, persistent);
    }
}
