using System.Collections.Immutable;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine;

namespace DeepTrainer.Lab;

/// <summary>What a variant's network was declared as.</summary>
/// <param name="Text">The attributes, a line each; the table of layers for networks that weren't declared.</param>
/// <param name="Functions">The functions of numbers of the user's: <c>Snake: x => y = …</c>.</param>
/// <param name="Hash">Of all that the declaration means: of its graphs.</param>
/// <param name="Kinds">The names of the attributes; none for networks that weren't declared.</param>
internal sealed record VariantDeclaration(string Text, ImmutableArray<string> Functions, string Hash, ImmutableHashSet<string> Kinds)
{
    public static VariantDeclaration Of(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (ModelOf(network) is not { } model)
        {
            string table = network.Info.Summary();
            return new(table, [], Fingerprint.Of($"{table}\n{string.Join('\n', network.Parameters)}"), []);
        }
        string text = string.Join("\n", model.Spec.Elements.Select(e => $"[{Describe(e)}]"));
        string graph = (model.Training ?? model.Evaluation ?? model.Inference).ToString();
        string functions = string.Join('\n', model.Spec.Functions.Select(f => f.ToString()));
        string hash = Fingerprint.Of($"{text}\n{functions}\n{graph}\n{model.LearningRate:R}");
        return new(text, [.. model.Spec.Functions.Select(f => $"{f.Name}: {f.Text}")], hash, [.. model.Spec.Elements.Select(e => e.Kind)]);
    }

    /// <summary>The graphs of a network; null if it is of a class that is no declaration.</summary>
    public static NetworkModel? ModelOf(INetwork network)
    {
        try
        {
            return NetworkModels.Of(network);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Describe(ElementSpec element)
    {
        string text = Catalogue.All[element.Kind].Describe(element);
        List<string> more = [];
        if (element.Name is not null)
            more.Add($"Name = \"{element.Name}\"");
        if (element.From.Count > 0)
            more.Add($"From = \"{string.Join(", ", element.From)}\"");
        return more.Count == 0 ? text
            : text.EndsWith(')') ? $"{text[..^1]}, {string.Join(", ", more)})" : $"{text}({string.Join(", ", more)})";
    }
}
