using System.Globalization;

namespace DeepTrainer.Compiler.Spec;

/// <summary>Numbers as their author wrote them: 1e-3f means 1e-3, not 0.0010000000474974513.</summary>
internal static class Decimals
{
    // A double that a float was widened to has 16 or 17 digits; one that was written has rarely so many.
    private const int DigitsThatNobodyWrites = 15;

    /// <summary>The double with the shortest text that reads back as the float.</summary>
    public static double Of(float value)
    {
        for (int precision = 6; precision < 9; precision++)
        {
            double candidate = Parse(value.ToString("G" + Format.Integer(precision), CultureInfo.InvariantCulture));
            if ((float)candidate == value)
                return candidate;
        }
        return Parse(value.ToString("G9", CultureInfo.InvariantCulture));
    }

    /// <summary>The double itself, unless the compiler got it by widening a float.</summary>
    public static double Of(double value) =>
        (float)value == value && Digits(value) >= DigitsThatNobodyWrites ? Of((float)value) : value;

    private static int Digits(double value) => Format.Number(value).Split('E')[0].TrimStart('-', '0', '.').Count(char.IsDigit);

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
