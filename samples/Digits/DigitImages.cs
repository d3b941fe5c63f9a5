using DeepTrainer;

namespace Samples;

/// <summary>1,797 handwritten digits of 8×8 pixels; embedded, so that there is nothing to download.</summary>
internal static class DigitImages
{
    public const int Side = 8;

    public const string Source = "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0";

    // Fixed, so that every run is measured on the same images, whatever else is changed.
    private const int SplitSeed = 2;

    private const float Brightest = 16;

    /// <summary>Grey values from 0 to 16, as the images have them, become numbers from 0 to 1.</summary>
    public static Standardization Scale { get; } = new(new float[Side * Side], [.. Enumerable.Repeat(Brightest, Side * Side)]);

    /// <summary>Four fifths of the images to train on, and a fifth to measure with; pixels from 0 to 1.</summary>
    public static (Dataset Train, Dataset HoldOut) Load()
    {
        (Dataset train, Dataset holdOut) = LoadGrey();
        return (Scale.Apply(train), Scale.Apply(holdOut));
    }

    /// <summary>The same images with their grey values, from 0 to 16.</summary>
    public static (Dataset Train, Dataset HoldOut) LoadGrey()
    {
        using Stream file = typeof(DigitImages).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        return Dataset.FromCsv(file, source: "digits.csv.gz").Split(0.8, SplitSeed);
    }
}
