using System.Collections.Immutable;

namespace DeepTrainer.Images;

/// <summary>How an image is brought to the size that a network takes.</summary>
public enum ImageFit
{
    /// <summary>It keeps its proportions and covers all; what is too wide or too high is cut off at both sides.</summary>
    Cover,

    /// <summary>It keeps its proportions and is whole; what is left at both sides is filled.</summary>
    Contain,

    /// <summary>It is stretched to the width and the height.</summary>
    Stretch,
}

/// <summary>What becomes of an image file: floats of the shape [channels, height, width], from 0 to 1.</summary>
public sealed record ImageOptions
{
    /// <summary>The height in pixels; at least 1.</summary>
    public required int Height { get; init => field = AtLeastOne(value, nameof(Height)); }

    /// <summary>The width in pixels; at least 1.</summary>
    public required int Width { get; init => field = AtLeastOne(value, nameof(Width)); }

    /// <summary>3 for red, green and blue, 1 for brightness. Transparency is left out.</summary>
    public int Channels
    {
        get;
        init => field = value is 1 or 3 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Channels must be 1 or 3.");
    } = 3;

    /// <summary>How images of other proportions are brought to the size.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Cover;

    /// <summary>What <see cref="ImageFit.Contain"/> fills with.</summary>
    public float Fill { get; init; }

    /// <summary>
    /// The names of the classes in the order of their numbers. Without them they are the names of the folders in alphabetical (ordinal) order; give those of the training
    /// images to read others alike.
    /// </summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>How many pixels a file may say that it has; 100 million at first.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>The shape of an image: [channels, height, width].</summary>
    public ImmutableArray<int> Shape => [Channels, Height, Width];

    /// <summary>The number of floats of an image.</summary>
    internal int Size => (long)Channels * Height * Width is var size && size <= Array.MaxLength ? (int)size
        : throw new ArgumentException($"An image of [{string.Join(", ", Shape)}] would be {(decimal)Channels * Height * Width} numbers; an array has room for {Array.MaxLength}.");

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
