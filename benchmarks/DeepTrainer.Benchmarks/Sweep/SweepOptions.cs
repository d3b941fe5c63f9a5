using System.Globalization;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>What <c>sweep</c> is asked for.</summary>
/// <param name="Dense">The number of random dense networks; half as many are convolutional.</param>
/// <param name="Folder">Where the files go; made if it doesn't exist.</param>
internal sealed record SweepOptions(int Dense, string Folder)
{
    public int Convolutional => Dense / 2;

    /// <exception cref="ArgumentException">An argument isn't known.</exception>
    public static SweepOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SweepOptions(200, "artifacts");
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"'{arguments[i]}' lacks its value.", nameof(arguments));
            options = arguments[i] switch
            {
                "--count" => options with { Dense = int.Parse(value, CultureInfo.InvariantCulture) },
                "--output" => options with { Folder = value },
                _ => throw new ArgumentException($"'{arguments[i]}' is neither --count nor --output.", nameof(arguments)),
            };
        }
        return options;
    }
}
