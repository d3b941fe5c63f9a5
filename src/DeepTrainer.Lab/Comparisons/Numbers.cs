using System.Globalization;

namespace DeepTrainer.Lab;

/// <summary>Numbers as people read them, the same everywhere.</summary>
internal static class Numbers
{
    /// <summary>What is shown where there is no number.</summary>
    public const string None = "–";

    /// <summary>A number that variants are compared by: accuracies in percent.</summary>
    public static string Value(Objective objective, double value) => double.IsNaN(value) ? None : IsShare(objective) ? Text($"{100 * value:F2} %") : Text($"{value:G4}");

    /// <summary>A difference of such numbers, with its sign.</summary>
    public static string Difference(Objective objective, double value) =>
        double.IsNaN(value) ? None : IsShare(objective) ? Text($"{100 * value:+0.00;−0.00;0.00} %") : value == 0 || Math.Abs(value) >= 0.001
        ? Text($"{value:+0.####;−0.####;0}") : Text($"{(value < 0 ? "−" : "+")}{Math.Abs(value):G3}");

    /// <summary>A p-value.</summary>
    public static string P(double p) => double.IsNaN(p) ? None : p < 0.0001 ? "< 0.0001" : Text($"{p:F4}");

    /// <summary>A time.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        double.NaN => None,
        < 0.001 => Text($"{1e6 * seconds:F0} µs"),
        < 1 => Text($"{1e3 * seconds:G3} ms"),
        < 100 => Text($"{seconds:F1} s"),
        < 3600 => Text($"{(int)seconds / 60}:{(int)seconds % 60:00} min"),
        _ => Text($"{(long)seconds / 3600}:{(long)seconds / 60 % 60:00} h"),
    };

    /// <summary>An amount of memory.</summary>
    public static string Bytes(long bytes) => bytes < 10_000 ? Text($"{bytes} B") : bytes < 10_000_000 ? Text($"{bytes / 1000} kB") : Text($"{bytes / 1_000_000} MB");

    /// <summary>How many there are of something: <c>1 seed</c>, <c>2 seeds</c>.</summary>
    public static string Count(int count, string one) => Text($"{count:N0} {one}{(count == 1 ? "" : "s")}");

    /// <summary>Any text with numbers in it.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsShare(Objective objective) => objective.Name == Objective.Accuracy.Name;
}
