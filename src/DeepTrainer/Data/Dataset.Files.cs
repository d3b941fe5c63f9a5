namespace DeepTrainer;

public sealed partial class Dataset
{
    /// <summary>Reads comma-separated values, one sample a line, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the columns are; by default the last is the class, and there is no header.</param>
    /// <exception cref="InvalidDataException">The file is not as described; the message has line, column and text.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dataset FromCsv(string path, CsvOptions? options = null)
    {
        (options ??= new CsvOptions()).Check(nameof(options));
        using FileStream stream = InputFile.Open(path);
        return CsvReader.Read(stream, options, path);
    }

    /// <summary>Reads comma-separated values, one sample a line, gzip-compressed or not.</summary>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <param name="options">What the columns are; by default the last is the class, and there is no header.</param>
    /// <param name="source">What to call the stream in messages.</param>
    /// <exception cref="InvalidDataException">The text is not as described; the message has line, column and text.</exception>
    public static Dataset FromCsv(Stream stream, CsvOptions? options = null, string source = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        (options ??= new CsvOptions()).Check(nameof(options));
        return CsvReader.Read(stream, options, source);
    }

    /// <summary>
    /// Reads two IDX files, the format of MNIST, gzip-compressed or not. Images of [height, width] become [1, height, width]; bytes
    /// keep their values from 0 to 255.
    /// </summary>
    /// <param name="imagesPath">The file of inputs, of bytes or floats.</param>
    /// <param name="labelsPath">The file of labels, of bytes.</param>
    /// <param name="classes">The number of classes; without it one more than the largest label.</param>
    /// <param name="limits">How much the files may take of memory and time.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or the two don't belong together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There can't be so many classes: 1 to 2²⁴.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Dataset FromIdx(string imagesPath, string labelsPath, int? classes = null, ReadLimits? limits = null)
    {
        CheckClasses(classes);
        using FileStream images = InputFile.Open(imagesPath);
        using FileStream labels = InputFile.Open(labelsPath);
        return IdxReader.Read(images, imagesPath, labels, labelsPath, classes, limits ?? ReadLimits.Default);
    }

    /// <summary>Reads two streams in the IDX format, the format of MNIST, gzip-compressed or not.</summary>
    /// <param name="images">The inputs, of bytes or floats.</param>
    /// <param name="labels">The labels, of bytes.</param>
    /// <param name="classes">The number of classes; without it one more than the largest label.</param>
    /// <param name="limits">How much the files may take of memory and time.</param>
    /// <exception cref="InvalidDataException">A stream is damaged, or the two don't belong together.</exception>
    public static Dataset FromIdx(Stream images, Stream labels, int? classes = null, ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        CheckClasses(classes);
        return IdxReader.Read(images, "images", labels, "labels", classes, limits ?? ReadLimits.Default);
    }

    private static void CheckClasses(int? classes)
    {
        if (classes is int count)
            CheckClasses(count);
    }
}
