namespace DeepTrainer;

/// <summary>What messages show of a text that comes from a file, however long it is.</summary>
internal static class Excerpt
{
    private const int MaxLength = 100;

    public static string Of(string text) => text.Length <= MaxLength ? text : $"{text.AsSpan(0, MaxLength)}…";

    public static string Of(ReadOnlySpan<char> text, int maxLength) => text.Length <= maxLength ? text.ToString() : $"{text[..maxLength]}…";
}
