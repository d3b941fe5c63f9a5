using StbImageSharp;

namespace DeepTrainer.Images;

/// <summary>Reads single images, prepared as those of an <see cref="ImageFolder"/> are: for predictions.</summary>
public static class ImageFile
{
    // Far more than any picture that shows something has in both directions.
    private const double MostDrawn = 1 << 24;

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The size and the channels.</param>
    /// <returns>Floats of the shape [channels, height, width], from 0 to 1.</returns>
    /// <exception cref="InvalidDataException">The file is no image that can be decoded, or is too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static float[] Read(string path, ImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        float[] values = new float[options.Size];
        Read(path, options, values);
        return values;
    }

    /// <summary>Reads an image into memory of the caller.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The size and the channels.</param>
    /// <param name="values">Takes the floats of the shape [channels, height, width], from 0 to 1.</param>
    /// <exception cref="ArgumentException">The memory isn't as long as the shape.</exception>
    /// <exception cref="InvalidDataException">The file is no image that can be decoded, or is too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Read(string path, ImageOptions options, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(options);
        int length = options.Size;
        if (values.Length != length)
            throw new ArgumentException($"There is room for {values.Length} values, and an image of [{string.Join(", ", options.Shape)}] has {length}.", nameof(values));
        ImageResult image = Decode(path, options);
        Picture picture = new(image.Data, image.Width, image.Height, options.Channels);
        switch (options.Fit)
        {
            case ImageFit.Stretch:
                picture.Draw(values, options, 0, 0, options.Width, options.Height);
                break;
            case ImageFit.Cover or ImageFit.Contain:
                double across = (double)options.Width / image.Width, down = (double)options.Height / image.Height;
                double scale = options.Fit == ImageFit.Cover ? Math.Max(across, down) : Math.Min(across, down);
                if (Math.Max(image.Width, image.Height) * scale > MostDrawn)
                    throw new InvalidDataException($"'{path}' has {image.Width} × {image.Height} pixels, too long and thin to cover {options.Width} "
                        + $"× {options.Height}; use ImageFit.Contain or Stretch.");
                int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
                values.Fill(options.Fill);
                picture.Draw(values, options, (options.Width - width) / 2, (options.Height - height) / 2, width, height);
                break;
            default:
                throw new ArgumentException($"{options.Fit} is no ImageFit.", nameof(options));
        }
    }

    private static ImageResult Decode(string path, ImageOptions options)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            using MemoryStream stream = new(bytes);
            ImageInfo? info = ImageInfo.FromStream(stream);
            if (info is not { Width: > 0, Height: > 0 } size)
                throw new InvalidDataException($"'{path}' is no image of a kind that can be read (PNG, JPEG, BMP, GIF, TGA, PSD).");
            if ((long)size.Width * size.Height > options.MaxPixels)
                throw new InvalidDataException($"'{path}' says that it has {size.Width} × {size.Height} pixels, more than {options.MaxPixels}; set "
                    + "ImageOptions.MaxPixels if that is so.");
            return ImageResult.FromMemory(bytes, options.Channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
        }
        // Whatever the decoder stumbles over in a damaged file.
        catch (Exception e) when (e is not InvalidDataException and not OutOfMemoryException)
        {
            throw new InvalidDataException($"'{path}' can't be decoded: it is damaged, or ends too early ({Printable(e.Message)}).", e);
        }
    }

    // The decoder quotes bytes of the file.
    private static string Printable(string message) => string.Concat(message.Where(c => !char.IsControl(c))).Trim().TrimEnd('.');
}
