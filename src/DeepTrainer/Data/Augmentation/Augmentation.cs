using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// A random change of one image that leaves what it shows as it is, so that training sees more images than there are: a flip, a shift, a rotation, a crop, noise, a hole.
/// <see cref="BatchSource.Augment"/> applies some of them to each sample, one after the other. Derive from it to write your own.
/// </summary>
public abstract class Augmentation
{
    /// <summary>The shape of what comes out; that of what goes in, unless a derived class says otherwise.</summary>
    /// <param name="shape">The shape of an image: [channels, height, width].</param>
    /// <exception cref="ArgumentException">Images of that shape can't be changed so.</exception>
    public virtual ImmutableArray<int> ShapeOf(ImmutableArray<int> shape) => shape;

    /// <summary>Changes one image.</summary>
    /// <param name="from">The image, of the shape [channels, height, width].</param>
    /// <param name="to">Takes the changed one, of the shape that <see cref="ShapeOf"/> gives; all of it must be written.</param>
    /// <param name="shape">The shape of <paramref name="from"/>.</param>
    /// <param name="random">The only source of chance, so that training can be repeated.</param>
    public abstract void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random);

    /// <summary>Mirrors left and right.</summary>
    /// <param name="probability">How many of the images, in [0, 1].</param>
    public static Augmentation FlipHorizontal(double probability = 0.5) => new Flip(Fraction(probability, nameof(probability)), isVertical: false);

    /// <summary>Mirrors top and bottom.</summary>
    /// <param name="probability">How many of the images, in [0, 1].</param>
    public static Augmentation FlipVertical(double probability = 0.5) => new Flip(Fraction(probability, nameof(probability)), isVertical: true);

    /// <summary>Moves by whole pixels, by up to so many in each direction: what is called a random crop with padding, too.</summary>
    /// <param name="pixels">How many at most; at least 0.</param>
    /// <param name="fill">What comes in at the borders.</param>
    public static Augmentation Shift(int pixels, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        return new Shifting(pixels, fill);
    }

    /// <summary>Cuts a smaller image out, at a random place.</summary>
    /// <param name="height">Its height; at least 1.</param>
    /// <param name="width">Its width; at least 1.</param>
    public static Augmentation Crop(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new Cropping(height, width);
    }

    /// <summary>Rotates around the centre, by up to so many degrees in both directions; pixels are interpolated linearly.</summary>
    /// <param name="degrees">How many at most, in [0, 180].</param>
    /// <param name="fill">What comes in at the corners.</param>
    public static Augmentation Rotate(double degrees, float fill = 0) =>
        degrees is >= 0 and <= 180 ? new Rotation(degrees, fill) : throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "degrees must be from 0 to 180.");

    /// <summary>Adds normal noise to each value.</summary>
    /// <param name="deviation">Its standard deviation; at least 0.</param>
    public static Augmentation Noise(double deviation) =>
        deviation >= 0 && double.IsFinite(deviation) ? new GaussianNoise(deviation)
            : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "deviation must be a number of at least 0.");

    /// <summary>Covers a square at a random place, parts of which may lie outside. DeVries and Taylor, 2017.</summary>
    /// <param name="size">The side of the square; at least 1.</param>
    /// <param name="fill">What covers it.</param>
    /// <param name="probability">How many of the images, in [0, 1].</param>
    public static Augmentation Cutout(int size, float fill = 0, double probability = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new Hole(size, fill, Fraction(probability, nameof(probability)));
    }

    private static double Fraction(double probability, string argument) =>
        probability is >= 0 and <= 1 ? probability : throw new ArgumentOutOfRangeException(argument, probability, $"{argument} must be from 0 to 1.");
}
