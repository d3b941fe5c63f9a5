using System.Globalization;

namespace DeepTrainer.Compiler.Spec;

/// <summary>Text that is the same on every machine: invariant culture, round-trip numbers.</summary>
public static class Format
{
    /// <summary>The shortest text that reads back as the same double.</summary>
    public static string Number(double value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(shortest, CultureInfo.InvariantCulture).Equals(value)
            ? shortest
            : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest literal that reads back as the nearest float.</summary>
    public static string Single(double value)
    {
        float single = (float)value;
        if (float.IsNaN(single))
            return "float.NaN";
        if (float.IsInfinity(single))
            return single > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        string shortest = single.ToString("R", CultureInfo.InvariantCulture);
        return (float.Parse(shortest, CultureInfo.InvariantCulture).Equals(single) ? shortest : single.ToString("G9", CultureInfo.InvariantCulture)) + "f";
    }

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Flag(bool value) => value ? "true" : "false";

    /// <summary>1234567 → "1,234,567".</summary>
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"HardSwish" → "hardSwish".</summary>
    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>"dense1.weight" → "Dense1Weight", "my_layer" → "MyLayer", "0.weight" → "Layer0Weight": a C# identifier in Pascal case.</summary>
    public static string Pascal(string name)
    {
        const string BeforeDigit = "Layer";
        char[] joined = new char[BeforeDigit.Length + name.Length];
        int length = 0;
        bool begins = true;
        foreach (char letter in name)
        {
            bool parts = letter is '.' or '_' or '-' or ' ';
            if (!parts && length == 0 && char.IsDigit(letter))
            {
                BeforeDigit.CopyTo(0, joined, 0, BeforeDigit.Length);
                length = BeforeDigit.Length;
            }
            if (!parts)
                joined[length++] = begins ? char.ToUpperInvariant(letter) : letter;
            begins = parts;
        }
        return new(joined, 0, length);
    }
}
