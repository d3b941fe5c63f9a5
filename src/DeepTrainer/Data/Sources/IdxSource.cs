using System.Globalization;

namespace DeepTrainer;

/// <summary>Two IDX files as a source.</summary>
internal static class IdxSource
{
    public static IBatchSource Open(string imagesPath, string labelsPath, int? classes, ReadLimits limits)
    {
        (FileNumbers images, IdxHeader header) = Numbers(imagesPath, limits);
        (FileNumbers labels, IdxHeader labelHeader) = Numbers(labelsPath, limits);
        IdxHeader.CheckPair(header, imagesPath, labelHeader, labelsPath);
        if (header.DataBytes / header.Shape[0] > int.MaxValue)
            throw new InvalidDataException($"'{imagesPath}' has samples of {header.DataBytes / header.Shape[0]} bytes, more than an array has room for.");
        var format = SampleFormat.OfLabels(header.SampleShape, classes ?? CountClasses(labels, header.Shape[0], limits));
        return images.Packed is null && labels.Packed is null
            ? new IndexedFileSource(format, header.Shape[0], images, labels) : new FileSource(format, header.Shape[0], images, labels);
    }

    private static (FileNumbers Numbers, IdxHeader Header) Numbers(string path, ReadLimits limits)
    {
        SourceFile file = new(path);
        using FileStream stream = file.Open();
        using Stream contents = PackedStreams.Open(stream, path, limits);
        var header = IdxHeader.Read(contents, path, mostBytes: long.MaxValue);
        bool isPacked = contents is GzipContents;
        if (!isPacked && file.Length - header.Bytes != header.DataBytes)
            throw header.WrongLength(path, file.Length - header.Bytes);
        return (new(file, header.Type, IsBigEndian: true, header.Bytes, header.DataBytes) { Packed = isPacked ? limits : null }, header);
    }

    // One more than the largest label.
    private static int CountClasses(FileNumbers labels, int count, ReadLimits limits)
    {
        using NumberReader reader = labels.Open();
        float[] part = new float[1 << 14];
        (float largest, long at) = (-1, 0);
        for (int first = 0; first < count; first += part.Length)
        {
            Span<float> values = part.AsSpan(0, Math.Min(part.Length, count - first));
            reader.Read(first, values);
            for (int i = 0; i < values.Length; i++)
            {
                if (!(values[i] >= 0 && values[i] == (int)values[i]))
                    throw new InvalidDataException(string.Create(
                        CultureInfo.InvariantCulture, $"'{labels.File.Path}': label {values[i]} of sample {first + i} is no class."));
                if (values[i] > largest)
                    (largest, at) = (values[i], first + i);
            }
        }
        IdxReader.CheckLargest((int)largest, at, labels.File.Path, limits);
        return (int)largest + 1;
    }
}
