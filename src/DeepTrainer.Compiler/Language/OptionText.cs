using System.Globalization;

namespace DeepTrainer.Compiler.Language;

/// <summary>Options as attributes give them, "reduction = 4, sizes = [3, 5]", → values of the types that the function declares.</summary>
public static class OptionText
{
    /// <summary>What stands for no value.</summary>
    public const string Null = "null";

    /// <summary>Whether C# has null for the type.</summary>
    public static bool CanBeNull(OptionType type) => type is OptionType.String or OptionType.Floats or OptionType.Doubles or OptionType.Ints;

    /// <summary>A parameter's default value, as an attribute would give it.</summary>
    public static string Of(object? value) => value switch
    {
        null => Null,
        bool flag => flag ? "true" : "false",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The single options, by name.</summary>
    /// <exception cref="TensorException">The text has another form.</exception>
    public static IReadOnlyDictionary<string, string> Split(string text)
    {
        Dictionary<string, string> options = [];
        foreach (string part in Parts(text))
        {
            int equals = part.IndexOf('=');
            string name = equals < 0 ? "" : part.Substring(0, equals).Trim();
            if (name.Length == 0 || options.ContainsKey(name))
                throw new TensorException($"Options \"{text}\" must be names and values, each once, such as \"reduction = 4, wide = true\"");
            options[name] = part.Substring(equals + 1).Trim();
        }
        return options;
    }

    /// <summary>A value of the type, boxed; arrays are arrays of boxed values.</summary>
    /// <exception cref="TensorException">The text is none.</exception>
    public static object Parse(string option, string text, OptionType type)
    {
        object? value = type switch
        {
            OptionType.Float => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && !float.IsNaN(number)
                && !float.IsInfinity(number) ? number : null,
            OptionType.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number)
                && !double.IsInfinity(number) ? number : null,
            OptionType.Int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null,
            OptionType.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null,
            OptionType.Bool => bool.TryParse(text, out bool flag) ? flag : null,
            OptionType.String => text.Trim('"', '\''),
            _ when text.StartsWith("[", StringComparison.Ordinal) && text.EndsWith("]", StringComparison.Ordinal) =>
                Parts(text.Substring(1, text.Length - 2)).Select(p => (object?)Parse(option, p, ElementOf(type))).ToArray(),
            _ => null,
        };
        return value ?? throw new TensorException($"option '{option}' is \"{text}\", but must be {Wanted(type)}");
    }

    // Commas within brackets part nothing.
    private static IEnumerable<string> Parts(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c != ',' || (depth > 0 && i < text.Length))
                continue;
            string part = text.Substring(start, i - start).Trim();
            start = i + 1;
            if (part.Length > 0)
                yield return part;
        }
    }

    private static OptionType ElementOf(OptionType type) => type switch
    {
        OptionType.Floats => OptionType.Float,
        OptionType.Doubles => OptionType.Double,
        _ => OptionType.Int,
    };

    private static string Wanted(OptionType type) => type switch
    {
        OptionType.Float or OptionType.Double => "a number",
        OptionType.Int or OptionType.Long => "a whole number",
        OptionType.Bool => "true or false",
        OptionType.String => "a text",
        _ => "an array such as [1, 2]",
    };
}
