using System.Buffers.Binary;

namespace DeepTrainer;

/// <summary>
/// Reads the IDX format of the MNIST files: two zero bytes, the type, the number of dimensions, their sizes (big-endian), the numbers.
/// </summary>
internal static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const byte Float = 0x0D;
    private const int MagicBytes = 4;
    private const int BufferBytes = 1 << 16;

    public static Dataset Read(Stream images, string imagesSource, Stream labels, string labelsSource, int? classes, ReadLimits limits)
    {
        (int[] shape, float[] inputs) = ReadArray(images, imagesSource, limits);
        (int[] labelShape, float[] labelValues) = ReadArray(labels, labelsSource, limits);
        if (shape.Length < 2)
            throw new InvalidDataException($"'{imagesSource}' has {shape.Length} dimensions; inputs need at least 2, the first being the samples.");
        if (labelShape.Length != 1)
            throw new InvalidDataException($"'{labelsSource}' has {labelShape.Length} dimensions; labels have 1.");
        if (shape[0] != labelShape[0])
            throw new InvalidDataException($"'{imagesSource}' has {shape[0]} samples, but '{labelsSource}' has {labelShape[0]} labels.");
        if (inputs.Length == 0)
            throw new InvalidDataException($"'{imagesSource}' has no samples.");

        var classIndices = new int[labelValues.Length];
        for (int i = 0; i < classIndices.Length; i++)
        {
            classIndices[i] = (int)labelValues[i];
            if (classIndices[i] != labelValues[i] || classIndices[i] < 0 || classIndices[i] >= (classes ?? int.MaxValue))
                throw new InvalidDataException($"'{labelsSource}': label {labelValues[i]} of sample {i} is no class{Limit(classes)}.");
        }
        int largest = classIndices.Max();
        if (classes is null && largest >= limits.MaxClasses)
            throw new InvalidDataException(
                $"'{labelsSource}': label {largest} of sample {Array.IndexOf(classIndices, largest)} would make {largest + 1L} classes, and at most "
                + $"{limits.MaxClasses} are made by themselves; give their number as 'classes', or raise ReadLimits.MaxClasses.");
        int[] sample = shape.Length == 3 ? [1, shape[1], shape[2]] : shape[1..];
        return Dataset.FromLabels(inputs, sample, classIndices, classes ?? largest + 1);
    }

    private static string Limit(int? classes) => classes is int count ? $"; they are 0 to {count - 1}" : "";

    private static (int[] Shape, float[] Values) ReadArray(Stream stream, string source, ReadLimits limits)
    {
        using Stream contents = PackedStreams.Open(stream, source, limits);
        (int[] shape, int size) = ReadHeader(contents, source);
        long expected = size;
        foreach (int dimension in shape)
            expected *= dimension;

        // As much as really comes, whatever the header claims.
        var values = new Chunks<float>();
        var buffer = new byte[BufferBytes];
        long found = 0;
        int count;
        while ((count = contents.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            found += count;
            for (int i = 0; found <= expected && i + size <= count; i += size)
                values.Add(size == sizeof(byte) ? buffer[i] : BinaryPrimitives.ReadSingleBigEndian(buffer.AsSpan(i)));
        }
        if (found != expected)
            throw new InvalidDataException($"'{source}' of shape {LayerInfo.Text(shape)} should have {expected} bytes of data but has {found}.");
        return (shape, values.Take(source));
    }

    private static (int[] Shape, int Size) ReadHeader(Stream contents, string source)
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        if (contents.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false) < MagicBytes || magic[0] != 0 || magic[1] != 0)
            throw new InvalidDataException($"'{source}' is no IDX file: it doesn't start with two zero bytes.");
        int size = magic[2] switch
        {
            UnsignedByte => sizeof(byte),
            Float => sizeof(float),
            byte type => throw new InvalidDataException($"'{source}' holds numbers of type 0x{type:X2}; only bytes (0x08) and floats (0x0D) are read."),
        };
        var shape = new int[magic[3]];
        var sizes = new byte[shape.Length * sizeof(int)];
        int count = contents.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false);
        if (shape.Length == 0 || count < sizes.Length)
            throw new InvalidDataException($"'{source}' has {MagicBytes + count} bytes, too few for the sizes of its {shape.Length} dimensions.");
        Int128 bytes = size;
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(i * sizeof(int)));
            bytes *= shape[i];
            if (shape[i] < 0 || bytes > int.MaxValue)
                throw new InvalidDataException($"'{source}' claims the impossible shape {LayerInfo.Text(shape.AsSpan(0, i + 1))}.");
        }
        return (shape, size);
    }
}
