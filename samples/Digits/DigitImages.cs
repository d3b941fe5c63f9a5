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

    /// <summary>Four fifths of the images to train on, and a fifth to measure with; pixels from 0 to 1.</summary>
    public static (Dataset Train, Dataset HoldOut) Load()
    {
        using Stream file = typeof(DigitImages).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        return Dataset.FromCsv(file, source: "digits.csv.gz").Scale(1 / Brightest).Split(0.8, SplitSeed);
    }
}
