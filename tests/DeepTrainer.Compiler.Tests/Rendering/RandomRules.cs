namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random update rules: any assignments among a weight and up to four states, by themselves and with a gradient.</summary>
internal static class RandomRules
{
    /// <summary>A rule's text; the same seed gives the same.</summary>
    public static string Text(int seed)
    {
        Random random = new(seed);
        string[] states = [.. new[] { "a", "b", "c", "d" }.Take(random.Next(1, 5))];
        List<string> results = [$"w = {Weight(random, states)}", .. states.Select(s => $"{s} = {State(random, states)}")];
        string[] shuffled = [.. results.OrderBy(_ => random.Next())];
        return $"w, {string.Join(", ", states)}, g, lr, t => {string.Join("; ", shuffled)}";
    }

    // Nothing grows, and nothing is decided by a number that differs in its last bits.
    private static string Weight(Random random, string[] states)
    {
        string one = OneOf(random, states), other = OneOf(random, states);
        return random.Next(7) switch
        {
            0 => "w - lr * g",
            1 => $"w - lr * (g + {one})",
            2 => $"w - lr * g + 0.5 * lr * ({one} - {other})",
            3 => $"w + 0.1 * (w - equal(t, 1, w, {one})) - lr * g",
            4 => one,
            5 => $"less(t, 3, w - lr * g, {one})",
            _ => "w",
        };
    }

    private static string State(Random random, string[] states)
    {
        string one = OneOf(random, states), other = OneOf(random, states);
        return random.Next(9) switch
        {
            0 => "w",
            1 => "g",
            2 => one,
            3 => other,
            4 => $"0.9 * {one} + 0.1 * g",
            5 => $"equal(t, 1, w, {one})",
            6 => $"less(t, 4, {one}, {other})",
            7 => $"0.5 * {one} + 0.5 * {other}",
            _ => $"0.5 * (w + {one}) / sqrt(t)",
        };
    }

    private static string OneOf(Random random, string[] states) => states[random.Next(states.Length)];
}
