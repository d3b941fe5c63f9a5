namespace DeepTrainer.Onnx.Emitting;

/// <summary>Numbers as C#.</summary>
internal static class Literals
{
    /// <summary>A number that stands for a tensor: the shortest text that is the same float.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "float.NaN"
        : double.IsPositiveInfinity(value) ? "float.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "float.NegativeInfinity"
        : value == 0 ? "0"
        : Math.Abs(value) < 1e9 && value == Math.Floor(value) ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : Shortest(value);

    /// <summary>An element of an array of floats.</summary>
    public static string Float(float value) => Number(value) is var text && text.Contains("float", StringComparison.Ordinal) ? text
        : text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text + "f" : text;

    public static string Ints(IEnumerable<int> values) => $"[{string.Join(", ", values)}]";

    /// <summary>Arguments of params int[].</summary>
    public static string List(IEnumerable<int> values) => string.Join(", ", values);

    public static string Flag(bool value) => value ? "true" : "false";

    public static string Text(string value) => "\"" + string.Concat(value.Select(c => c is '\\' or '"' || char.IsControl(c) || c > '~' ? $"\\u{(int)c:X4}" : c.ToString())) + "\"";

    private static string Shortest(double value)
    {
        string text = (float)value is var single && single == value ? single.ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        return text.Replace("E+", "E", StringComparison.Ordinal);
    }
}
