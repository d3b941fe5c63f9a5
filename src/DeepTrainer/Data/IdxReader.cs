using System.Buffers.Binary;

namespace DeepTrainer;

/// <summary>Reads files in the IDX format of MNIST into memory.</summary>
internal static class IdxReader
{
    private const int BufferBytes = 1 << 16;

    public static Dataset Read(Stream images, string imagesSource, Stream labels, string labelsSource, int? classes, ReadLimits limits)
    {
        (IdxHeader header, float[] inputs) = ReadArray(images, imagesSource, limits);
        (IdxHeader labelHeader, float[] labelValues) = ReadArray(labels, labelsSource, limits);
        IdxHeader.CheckPair(header, imagesSource, labelHeader, labelsSource);
        var classIndices = new int[labelValues.Length];
        for (int i = 0; i < classIndices.Length; i++)
        {
            classIndices[i] = (int)labelValues[i];
            if (classIndices[i] != labelValues[i] || classIndices[i] < 0 || classIndices[i] >= (classes ?? int.MaxValue))
                throw new InvalidDataException($"'{labelsSource}': label {labelValues[i]} of sample {i} is no class{Limit(classes)}.");
        }
        int largest = classIndices.Max();
        if (classes is null)
            CheckLargest(largest, Array.IndexOf(classIndices, largest), labelsSource, limits);
        return Dataset.FromLabels(inputs, header.SampleShape, classIndices, classes ?? largest + 1);
    }

    /// <summary>Throws if a label would make more classes than labels may make by themselves.</summary>
    public static void CheckLargest(int label, long sample, string source, ReadLimits limits)
    {
        if (label >= limits.MaxClasses)
            throw new InvalidDataException(
                $"'{source}': label {label} of sample {sample} would make {label + 1L} classes, and at most "
                + $"{limits.MaxClasses} are made by themselves; give their number as 'classes', or raise ReadLimits.MaxClasses.");
    }

    private static string Limit(int? classes) => classes is int count ? $"; they are 0 to {count - 1}" : "";

    private static (IdxHeader Header, float[] Values) ReadArray(Stream stream, string source, ReadLimits limits)
    {
        using Stream contents = PackedStreams.Open(stream, source, limits);
        var header = IdxHeader.Read(contents, source, mostBytes: int.MaxValue);
        int size = TensorTypes.Size(header.Type);

        // As much as really comes, whatever the header claims.
        var values = new Chunks<float>();
        var buffer = new byte[BufferBytes];
        long found = 0;
        int count;
        while ((count = contents.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            found += count;
            for (int i = 0; found <= header.DataBytes && i + size <= count; i += size)
                values.Add(size == sizeof(byte) ? buffer[i] : BinaryPrimitives.ReadSingleBigEndian(buffer.AsSpan(i)));
        }
        return found == header.DataBytes ? (header, values.Take(source)) : throw header.WrongLength(source, found);
    }
}
