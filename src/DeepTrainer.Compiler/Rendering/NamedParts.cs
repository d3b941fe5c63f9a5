using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What samples, predictions and targets consist of: constants where there are several parts, and what NetworkInfo tells.</summary>
internal sealed class NamedParts(NetworkModel model, CodeWriter writer)
{
    /// <summary>The constants' names and values: "image" → ImageSize, ImageOffset; none for an input without a name, whose InputSize is that of all.</summary>
    public static ImmutableArray<(string Member, int Value, string Summary)> ConstantsOf(NetworkModel model)
    {
        var inputs = model.Inputs.Length > 1 ? model.Inputs.Select(i => (Part: i, What: "input")) : [];
        var outputs = model.Outputs.Length > 1 ? model.Outputs.Select(o => (Part: o, What: "output")) : [];
        IEnumerable<TargetSpec> targets = model.HasLoss && model.Targets.Length > 1 ? model.Targets : [];
        return
        [
            .. inputs.Concat(outputs).SelectMany(p => Of(p.Part, Format.Pascal(p.Part.Name), p.What)).Where(c => !ReservedMembers.Fixed.Contains(c.Member)),
            .. targets.SelectMany(t => Of(t.Part, Format.Pascal(t.Name) + "Target", "target")),
        ];
    }

    /// <summary>The rest of the creation of a NetworkInfo.</summary>
    public void Information()
    {
        writer.Line("])");
        writer.Line("{");
        using (writer.Indent())
        {
            Tensors("Inputs", model.Inputs);
            Tensors("Outputs", model.Outputs);
            if (model.Targets.Length > 0)
                Targets();
            if (!model.HasLoss)
                writer.Line("HasLoss = false,");
            if (model.Spec.IsInference)
                writer.Line($"InferenceOf = \"{model.Spec.InferenceOf}\",");
            if (!model.HasOptimizer)
                writer.Line("HasOptimizer = false,");
            if (!model.SampleNeeds.IsEmpty)
                writer.Line($"SampleNeeds = [{string.Join(", ", model.SampleNeeds.Select(n => $"new(\"{n.Layer}\", {Format.Integer(n.Samples)})"))}],");
            if (model.MaxBatch is { } most)
                writer.Line($"MaxBatch = {Format.Integer(most)},");
            if (model.Losses.Length > 1)
                writer.Line($"Losses = [{string.Join(", ", model.Losses.Select(l => $"\"{l}\""))}],");
            if (model.LossTerms.Any(t => t.Labels is not null))
                Losses();
        }
        writer.Line("};");
        writer.Line();
    }

    public void Constants(PublicMembers members)
    {
        foreach ((string member, _, string summary) in ConstantsOf(model))
        {
            writer.Lines($"""
                /// <summary>{summary}</summary>
                {members[member]} = {DescriptionFile.Of(member)};

                """);
        }
    }

    private void Tensors(string property, ImmutableArray<TensorPart> parts) =>
        writer.Line($"{property} = [{string.Join(", ", parts.Select(p => $"new(\"{p.Name}\", {Sizes(p.Shape)}, {p.Offset})"))}],");

    private void Targets()
    {
        writer.Line("Targets =");
        writer.Line("[");
        using (writer.Indent())
        {
            foreach (TargetSpec target in model.Targets)
                writer.Line($"{New(target)},");
        }
        writer.Line("],");
    }

    private void Losses()
    {
        writer.Line("LossParts =");
        writer.Line("[");
        using (writer.Indent())
        {
            foreach ((string name, TargetSpec? labels) in model.LossTerms)
                writer.Line($"new(\"{name}\"{(labels is null ? "" : $", {New(labels)}")}),");
        }
        writer.Line("],");
    }

    private static string New(TargetSpec target) =>
        $"new(\"{target.Name}\", \"{target.Layer}\", dt::TargetKind.{target.Form.Kind}, {Sizes(target.Form.Shape)}, {target.Offset}){Properties(target)}";

    private static string Properties(TargetSpec target)
    {
        TargetForm form = target.Form;
        List<string> set = [];
        if (target.Output != target.Layer)
            set.Add($"Output = \"{target.Output}\"");
        if (form.Classes > 0)
        {
            set.Add($"Classes = {Format.Integer(form.Classes)}");
            set.Add($"ClassAxis = {Format.Integer(form.ClassAxis)}");
        }
        if (form.Ignored is { } ignored)
            set.Add($"Ignored = {Format.Integer(ignored)}");
        if (!form.ClassWeights.IsEmpty)
            set.Add($"ClassWeights = [{string.Join(", ", form.ClassWeights.Select(Format.Number))}]");
        if (form.Scores != ScoreForm.None)
            set.Add($"Scores = dt::ScoreKind.{form.Scores}");
        if (form.Sequence is { } s)
            set.Add($"Sequence = new({Format.Integer(s.Blank)}, {Format.Integer(s.Steps)}, {(s.MayBeTooLong ? "true" : "false")})");
        return set.Count == 0 ? "" : $" {{ {string.Join(", ", set)} }}";
    }

    private static string Sizes(Shape shape) => $"[{string.Join(", ", shape.Dimensions.Select(d => Format.Integer(d)))}]";

    private static IEnumerable<(string Member, int Value, string Summary)> Of(TensorPart part, string member, string what)
    {
        yield return ($"{member}Size", part.Size, $"Floats in the {what} '{part.Name}', of shape {part.Shape}.");
        yield return ($"{member}Offset", part.Offset, $"Where the {what} '{part.Name}' starts in a sample's {what}s.");
    }
}
