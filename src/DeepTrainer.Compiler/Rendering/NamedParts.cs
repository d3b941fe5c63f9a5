using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a network's inputs consist of where there are several: members for each, and what NetworkInfo tells.</summary>
internal sealed class NamedParts(NetworkModel model, CodeWriter writer)
{
    /// <summary>The constants' names and values: "image" → ImageSize, ImageOffset.</summary>
    public static ImmutableArray<(string Member, int Value, string Summary)> ConstantsOf(NetworkModel model) =>
        model.Inputs.Length > 1 ? [.. model.Inputs.SelectMany(p => Of(p.Name, "input", p.Size, p.Offset, p.Shape.ToString()))] : [];

    /// <summary>The rest of the creation of a NetworkInfo.</summary>
    public void Information()
    {
        if (model.Inputs.Length == 1 && model.Inputs[0].Name == Names.Input)
        {
            writer.Line("]);");
            writer.Line();
            return;
        }
        writer.Line("])");
        writer.Line("{");
        using (writer.Indent())
            Tensors("Inputs", model.Inputs);
        writer.Line("};");
        writer.Line();
    }

    public void Constants()
    {
        foreach ((string member, int value, string summary) in ConstantsOf(model))
        {
            writer.Lines($"""
                /// <summary>{summary}</summary>
                public const int {member} = {value};

                """);
        }
    }

    private void Tensors(string property, ImmutableArray<TensorPart> parts)
    {
        writer.Line($"{property} =");
        writer.Line("[");
        using (writer.Indent())
        {
            foreach (TensorPart part in parts)
                writer.Line($"new TensorInfo(\"{part.Name}\", [{string.Join(", ", part.Shape.Dimensions.Select(d => Format.Integer(d)))}], {part.Offset}),");
        }
        writer.Line("],");
    }

    private static IEnumerable<(string, int, string)> Of(string name, string what, int size, int offset, string shape)
    {
        string pascal = Format.Pascal(name);
        yield return ($"{pascal}Size", size, $"Floats in the {what} '{name}', of shape {shape}.");
        yield return ($"{pascal}Offset", offset, $"Where the {what} '{name}' starts in a sample.");
    }
}
