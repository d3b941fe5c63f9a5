using System.Collections.Immutable;

namespace DeepTrainer.Images;

/// <summary>Folders of images by class: <c>pets/cat/1.jpg</c>, <c>pets/dog/1.png</c>; deeper folders belong to the class of the first.</summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tga", ".psd"];

    /// <summary>The images as a source, which decodes them while training goes on, in another random order each pass.</summary>
    /// <param name="folder">The folder whose folders are the classes.</param>
    /// <param name="options">The size, the channels and the classes.</param>
    /// <param name="seed">The same seed gives the same orders everywhere.</param>
    /// <exception cref="InvalidDataException">There are no classes, a class has no images, or a folder is none of the classes given.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IBatchSource Open(string folder, ImageOptions options, int seed = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        _ = options.Size;
        (ImmutableArray<string> classes, (string Path, int Class)[] files) = Find(folder, options);
        SampleFormat format = SampleFormat.OfLabels(options.Shape.AsSpan(), classes);
        return new Source(format, options, files, seed);
    }

    /// <summary>The images in memory, in the order of their classes and names.</summary>
    /// <param name="folder">The folder whose folders are the classes.</param>
    /// <param name="options">The size, the channels and the classes.</param>
    /// <exception cref="InvalidDataException">There are no classes, a class has no images, a folder is none of the classes given, or an image can't be decoded.</exception>
    /// <exception cref="ArgumentException">The images would be more than an array has room for.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static Dataset Read(string folder, ImageOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        (ImmutableArray<string> classes, (string Path, int Class)[] files) = Find(folder, options);
        int size = options.Size;
        if ((long)size * files.Length > Array.MaxLength)
            throw new ArgumentException($"{files.Length} images of {size} values are more than an array's {Array.MaxLength}; use Open, which reads "
                + "them while training goes on.", nameof(folder));
        float[] inputs = new float[size * files.Length];
        for (int i = 0; i < files.Length; i++)
            ImageFile.Read(files[i].Path, options, inputs.AsSpan(i * size, size));
        return Dataset.FromLabels(inputs, options.Shape.AsSpan(), [.. files.Select(file => file.Class)], classes);
    }

    private static (ImmutableArray<string> Classes, (string Path, int Class)[] Files) Find(string folder, ImageOptions options)
    {
        string[] names = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
        if (names.Length == 0)
            throw new InvalidDataException($"'{folder}' has no folders, and each class must be one: {Path.Combine(folder, "cat", "1.jpg")}.");
        ImmutableArray<string> classes = options.ClassNames.IsDefaultOrEmpty ? [.. names] : options.ClassNames;
        List<(string, int)> files = [];
        foreach (string name in names)
        {
            int index = classes.IndexOf(name);
            if (index < 0)
                throw new InvalidDataException($"'{Path.Combine(folder, name)}' is none of the {classes.Length} classes "
                    + $"{string.Join(", ", classes.Take(20).Select(c => $"'{c}'"))}.");
            string[] images = [.. Directory.EnumerateFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path)[0] != '.' && Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .OrderBy(path => path.Replace('\\', '/'), StringComparer.Ordinal)];
            if (images.Length == 0)
                throw new InvalidDataException($"'{Path.Combine(folder, name)}' has no images ({string.Join(", ", Extensions)}).");
            files.AddRange(images.Select(path => (path, index)));
        }
        return (classes, [.. files]);
    }

    private sealed class Source(SampleFormat format, ImageOptions options, (string Path, int Class)[] files, int seed) : IBatchSource
    {
        public SampleFormat Format => format;

        public long? Count => files.Length;

        public IBatchReader Open(long pass)
        {
            int[] order = [.. Enumerable.Range(0, files.Length)];
            new RandomSource(((long)seed << 32) ^ pass).Shuffle(order);
            return new Reader(options, files, order);
        }
    }

    private sealed class Reader(ImageOptions options, (string Path, int Class)[] files, int[] order) : IBatchReader
    {
        private int _next;

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int count = Math.Min(samples, order.Length - _next), size = options.Size;
            for (int i = 0; i < count; i++)
            {
                (string path, labels[i]) = files[order[_next++]];
                ImageFile.Read(path, options, inputs.Slice(i * size, size));
            }
            return count;
        }

        public void Dispose()
        {
        }
    }
}
