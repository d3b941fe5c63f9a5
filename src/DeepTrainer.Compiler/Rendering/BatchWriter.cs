using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What all methods do with a batch that the caller gives: check it, and make whole blocks of it where the graph reads it so.</summary>
internal sealed class BatchWriter(NetworkModel model, CodeWriter writer)
{
    private string Name => CSharp.Identifier(model.Spec.Name);

    private bool HasLabels => model.Target == TargetKind.ClassIndices;

    /// <summary>The targets' type and what the methods' parameter is called.</summary>
    public (string Type, string Name) Targets => HasLabels ? ("int", "labels") : ("float", "targets");

    /// <summary>Counts the samples, and checks inputs and targets.</summary>
    public void Checks()
    {
        writer.Line($"int count = rt::Check.Batch(inputs.Length, InputSize, {Targets.Name}.Length, {model.TargetSize}, nameof({Name}), nameof({Targets.Name}));");
        if (model.MaxBatch is { } most)
            writer.Line($"rt::Check.MaxBatch(count, {Format.Integer(most)}, nameof({Name}));");
        if (HasLabels)
            writer.Line($"rt::Check.Labels(labels, {model.Targets[0].Form.Classes}, nameof({Name}){Ignored(model.Targets[0])});");
        foreach (TargetSpec target in model.Targets.Where(t => !HasLabels && t.Form.Kind == TargetKind.ClassIndices))
        {
            writer.Line($"rt::Check.Classes(targets, {model.TargetSize}, {target.Offset}, {target.Size}, {target.Form.Classes}, nameof({Name}), "
                + $"\"{target.Name}\"{Ignored(target)});");
        }
        foreach (TargetSpec target in model.Targets)
        {
            if (target.Form.Sequence is { } s)
                writer.Line($"rt::Check.Sequences({(HasLabels ? "labels" : "targets")}, {model.TargetSize}, {target.Offset}, {target.Size}, "
                    + $"{s.Blank}, {s.Steps}, {(s.MayBeTooLong ? "true" : "false")}, nameof({Name}));");
        }
        Indices("inputs");
    }

    /// <summary>Checks the inputs that must be whole numbers.</summary>
    public void Indices(string argument)
    {
        foreach (IndexRange range in model.Indices)
            writer.Line(range.Check(argument, "InputSize", Name));
    }

    /// <summary>Checks that there are as many samples as layers need.</summary>
    public void SampleNeeds()
    {
        foreach ((string layer, int samples) in model.SampleNeeds)
            writer.Line($"rt::Check.TrainingSamples(count, {samples}, nameof({Name}), \"{layer}\");");
    }

    /// <summary>Declares how many floats of working memory the call takes: so many besides, and so many a sample.</summary>
    public void Memory(GraphPlan plan, long fixedFloats, long perSample) =>
        Memory("count", plan.Arena.Fixed + Arena.Slack + fixedFloats, plan.Arena.PerRow + CopiedInput(plan) + perSample);

    /// <summary>The same for so many samples at once.</summary>
    public void Memory(string samples, long fixedFloats, long perSample) => writer.Line(
        $"int floats = rt::Check.Memory({samples}, {Format.Integer(fixedFloats)}, {Format.Integer(perSample)}, {Placement.Padding}, nameof({Name}));");

    /// <summary>The pointer to samples: they are given as whole blocks where the graph reads them so.</summary>
    public static string SamplesOf(GraphPlan plan) => plan.NeedsWhole("input") ? "samples" : "input";

    /// <summary>The line that makes whole blocks of samples.</summary>
    public static IEnumerable<string> WholeInput(GraphPlan plan, string count) =>
        plan.NeedsWhole("input") ? [$"float* samples = rt::BatchPadding.Whole(input, {count}, InputSize, ref arena);"] : [];

    /// <summary>The floats of a sample that is copied so.</summary>
    public long CopiedInput(GraphPlan plan) => plan.NeedsWhole("input") ? model.InputShape.SampleSize : 0;

    /// <summary>Makes whole blocks of samples and of what is wanted of them.</summary>
    public void Whole(GraphPlan plan)
    {
        WholeInput(plan, "count").ToList().ForEach(writer.Line);
        writer.Line($"{Targets.Type}* wanted = rt::BatchPadding.Whole(target, count, {model.TargetSize}, ref arena);");
    }

    private static string Ignored(TargetSpec target) => target.Form.Ignored is { } ignored ? $", ignored: {Format.Integer(ignored)}" : "";
}
