namespace DeepTrainer.Compiler.Language;

/// <summary>A range of numbers in words: "0 or more".</summary>
internal static class RangeText
{
    public static string Of(double min, double max) => (min > -float.MaxValue, max < float.MaxValue) switch
    {
        (true, true) => $"from {Format.Number(min)} to {Format.Number(max)}",
        (true, false) => $"{Format.Number(min)} or more",
        (false, true) => $"at most {Format.Number(max)}",
        _ => "a finite number",
    };
}
