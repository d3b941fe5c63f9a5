using System.Collections.Immutable;
using System.Text;

namespace DeepTrainer.Onnx.Emitting;

/// <summary>The class as text.</summary>
internal sealed class NetworkText(
    ModelProto model, string fileName, string className, string? space, string? embedded, IReadOnlyList<NetworkInput> inputs, IReadOnlyList<NetworkInput> states, int steps,
    ImmutableArray<ImportedValue> outputs, IReadOnlyList<string> lines, string result, IReadOnlySet<string> used, IReadOnlyList<string> frozen)
{
    /// <summary>The layer that the model is; its weights are called after it.</summary>
    public const string LayerName = "model";

    public string Write()
    {
        StringBuilder text = new();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line("using DeepTrainer;");
        Line("using static DeepTrainer.Functional;");
        Line();
        if (space is not null)
        {
            Line($"namespace {space};");
            Line();
        }
        foreach (string line in Documentation())
            Line($"/// {line}");
        string[] options = [.. frozen.Count == 0 ? [] : new[] { $"Frozen = {Literals.Text(string.Join(", ", frozen))}" }, .. embedded is null ? []
            : new[] { $"Weights = {Literals.Text(embedded)}" }];
        Line(options.Length == 0 ? "[Network]" : $"[Network({string.Join(", ", options)})]");
        foreach (NetworkInput input in inputs)
        {
            string sample = states.Count == 0 ? Literals.List(input.Sample) : Literals.List([steps, .. input.Sample]);
            Line($"[Input({sample}, Name = {Literals.Text(input.Variable)}{(states.Count == 0 ? "" : ", Time = 0")})] // {Escaped(input.Name)}: "
                + $"{input.Type.Text()} {Shapes.Text(input.Shape)}{(states.Count == 0 ? "" : ", one step")}");
        }
        string from = $"Name = \"{LayerName}\", From = \"{string.Join(", ", inputs.Select(i => i.Variable))}\"";
        Line(states.Count == 0 ? $"[Layer(nameof(Model), {from})]"
            : $"[Recurrent(nameof(Model), States = {Literals.Text(string.Join(", ", states.Select(s => $"{s.Variable} = {Literals.Ints(s.Sample)}")))}, {from})]");
        Line($"public sealed partial class {className}");
        Line("{");
        string type = states.Count == 0 ? "Tensor" : "(Tensor Output, "
            + $"{string.Join(", ", states.Select(s => $"Tensor Next{char.ToUpperInvariant(s.Variable[0])}{s.Variable[1..]}"))})";
        Line($"    private static {type} Model({string.Join(", ", inputs.Concat(states).Select(i => $"Tensor {i.Variable}"))})");
        Line("    {");
        foreach (string line in lines)
            Line($"        {line}");
        Line($"        return {result};");
        Line("    }");
        foreach (string method in HelperMethods.CalledFrom(used))
        {
            Line();
            Line(method);
        }
        Line("}");
        return text.ToString();
    }

    private IEnumerable<string> Documentation()
    {
        string producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        int opset = ImportContext.OpsetsOf(model.OpsetImport).GetValueOrDefault("", 0);
        yield return "<summary>";
        yield return $"The model {Escaped(fileName)} (ONNX opset {opset}{(producer.Length > 0 ? ", made by " + Escaped(producer) : "")}). Its weights: "
            + (embedded is null ? $"<c>var network = new {className}(seed: 1); network.Load(\"{className.ToLowerInvariant()}.safetensors\");</c>"
                : $"<c>{className}.Trained</c> has them.");
        if (outputs.Length == 1)
        {
            yield return $"Its output is {Escaped(outputs[0].Name)} {Shapes.Text(outputs[0].Shape)}.";
        }
        else
        {
            yield return "Its outputs lie one after another:";
            foreach (ImportedValue output in outputs)
                yield return $"{Escaped(output.Name)} {Shapes.Text(output.Shape)} from {output.Offset} on{(output == outputs[^1] ? "." : ",")}";
        }
        if (states.Count > 0)
            yield return $"It is one step of a sequence: <c>Step</c> keeps {string.Join(", ", states.Select(s => Escaped(s.Name)))}, which "
                + $"{(states.Count == 1 ? "is" : "are")} 0 at first.";
        yield return "</summary>";
    }

    // Names of a file may hold anything.
    private static string Escaped(string text) =>
        string.Concat(text.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)))
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
