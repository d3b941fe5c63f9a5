using System.Globalization;

namespace DeepTrainer.Compiler.Layers;

/// <summary>The shape of a sample, or of one of its parts, channels first.</summary>
public sealed class Input() : Element("Input", Extents, Time)
{
    /// <summary>The extents as text: "1, 28, 28".</summary>
    public static readonly Option Extents = new("Shape");

    /// <summary>The dimension of a sample that is time, from 0; -1 for none.</summary>
    public static readonly Option Time = new("Time", -1);

    /// <summary>The extents that <c>[Input(1, 28, 28)]</c> declares.</summary>
    public static int[] ExtentsOf(ElementSpec input) =>
        [.. (Extents.ValueIn(input)?.Text ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries)
            .Select(e => int.Parse(e, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))];

    /// <summary>The axis that is time, the batch counted; none if the input has none.</summary>
    public static int? TimeOf(ElementSpec input) => (int)Time.ValueIn(input)!.Number!.Value is >= 0 and int time ? time + 1 : null;
}
