using System.Globalization;

namespace DeepTrainer.Compiler.Layers;

/// <summary>The shape of a sample, or of one of its parts, channels first.</summary>
public sealed class Input() : Element("Input", Extents)
{
    /// <summary>The extents as text: "1, 28, 28".</summary>
    public static readonly Option Extents = new("Shape");

    /// <summary>The extents that <c>[Input(1, 28, 28)]</c> declares.</summary>
    public static int[] ExtentsOf(ElementSpec input) =>
        [.. (Extents.ValueIn(input)?.Text ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries)
            .Select(e => int.Parse(e, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))];
}
