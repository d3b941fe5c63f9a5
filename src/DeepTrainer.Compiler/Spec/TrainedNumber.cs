using System.Globalization;

namespace DeepTrainer.Compiler.Spec;

/// <summary>Of what each has a number of its own.</summary>
public enum TrainedFor
{
    /// <summary>All elements share one.</summary>
    All,

    /// <summary>Each channel, the first dimension of a sample.</summary>
    Channel,

    /// <summary>Each element of a sample.</summary>
    Element,
}

/// <summary>A parameter of a function of numbers that is trained.</summary>
/// <param name="Name">The parameter, which names the weights, too.</param>
/// <param name="Initial">Where it starts.</param>
/// <param name="For">How many there are.</param>
public sealed record TrainedNumber(string Name, double Initial, TrainedFor For)
{
    /// <summary>Several as text: "a = 1 for Channel, b = 0.5 for All".</summary>
    public static string Write(IEnumerable<TrainedNumber> numbers) => string.Join(", ", numbers.Select(n => $"{n.Name} = {Format.Number(n.Initial)} for {n.For}"));

    /// <summary>Reads that text.</summary>
    /// <exception cref="FormatException">It is of another form.</exception>
    public static EquatableArray<TrainedNumber> Read(string text) => text.Split([", "], StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        string[] words = part.Split(' ');
        return words.Length == 5 && Enum.TryParse(words[4], out TrainedFor extent)
            ? new TrainedNumber(words[0], double.Parse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture), extent)
            : throw new FormatException($"'{part}' is no trained number.");
    }).ToEquatableArray();
}
