using System.Text.Json.Serialization;
using DeepTrainer;

namespace Samples;

/// <summary>What a client sends: an image of 8×8 pixels, row by row, 0 (paper) to 16 (ink).</summary>
internal sealed record Image([property: JsonRequired] float[]? Pixels)
{
    private const float Brightest = 16;

    /// <summary>What is wrong with the image, or null.</summary>
    public string? Fault()
    {
        if (Pixels is null)
            return $"'pixels' is null; {Digits.InputSize} numbers from 0 to {Brightest} are needed.";
        if (Pixels.Length != Digits.InputSize)
            return $"'pixels' has {Pixels.Length} numbers; the image of 8×8 pixels needs {Digits.InputSize}.";
        for (int i = 0; i < Pixels.Length; i++)
        {
            // The comparison is false for NaN, too.
            if (!(Pixels[i] is >= 0 and <= Brightest))
                return FormattableString.Invariant($"pixels[{i}] is {Pixels[i]}; grey values are from 0 to {Brightest}.");
        }
        return null;
    }
}

/// <summary>What it gets back: the most probable digit, and the three most probable ones.</summary>
internal sealed record Classification(string Label, float Probability, ClassProbability[] Best)
{
    /// <summary>Predicts; any number of threads may at once, on the one instance.</summary>
    public static Classification Of(ReadOnlySpan<float> pixels)
    {
        var best = new ClassProbability[3];
        Digits.Trained.TopK(pixels, best);
        return new Classification(best[0].Label, best[0].Probability, best);
    }
}

/// <summary>
/// The code that reads and writes both as JSON, generated while compiling. Numbers that JSON has no form for, such as "NaN", are read so that the answer can say
/// which pixel it is.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(Classification))]
internal sealed partial class Json : JsonSerializerContext;
