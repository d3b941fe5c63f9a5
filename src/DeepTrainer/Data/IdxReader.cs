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

    public static Dataset Read(Stream images, string imagesSource, Stream labels, string labelsSource, int? classes)
    {
        (int[] shape, float[] inputs) = ReadArray(images, imagesSource);
        (int[] labelShape, float[] labelValues) = ReadArray(labels, labelsSource);
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
        int[] sample = shape.Length == 3 ? [1, shape[1], shape[2]] : shape[1..];
        return Dataset.FromLabels(inputs, sample, classIndices, classes ?? classIndices.Max() + 1);
    }

    private static string Limit(int? classes) => classes is int count ? $"; they are 0 to {count - 1}" : "";

    private static (int[] Shape, float[] Values) ReadArray(Stream stream, string source)
    {
        ReadOnlySpan<byte> bytes = GzipStreams.Read(stream, source).Span;
        if (bytes.Length < MagicBytes || bytes[0] != 0 || bytes[1] != 0)
            throw new InvalidDataException($"'{source}' is no IDX file: it doesn't start with two zero bytes.");
        int size = bytes[2] switch
        {
            UnsignedByte => sizeof(byte),
            Float => sizeof(float),
            byte type => throw new InvalidDataException($"'{source}' holds numbers of type 0x{type:X2}; only bytes (0x08) and floats (0x0D) are read."),
        };
        int dimensions = bytes[3];
        int start = MagicBytes + dimensions * sizeof(int);
        if (dimensions == 0 || bytes.Length < start)
            throw new InvalidDataException($"'{source}' has {bytes.Length} bytes, too few for the sizes of its {dimensions} dimensions.");

        var shape = new int[dimensions];
        Int128 expected = size;
        for (int i = 0; i < dimensions; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(MagicBytes + i * sizeof(int))..]);
            expected *= shape[i];
            if (shape[i] < 0 || expected > int.MaxValue)
                throw new InvalidDataException($"'{source}' claims the impossible shape {LayerInfo.Text(shape.AsSpan(0, i + 1))}.");
        }
        ReadOnlySpan<byte> data = bytes[start..];
        if (data.Length != expected)
            throw new InvalidDataException($"'{source}' of shape {LayerInfo.Text(shape)} should have {expected} bytes of data but has {data.Length}.");

        var values = new float[data.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = size == sizeof(byte) ? data[i] : BinaryPrimitives.ReadSingleBigEndian(data[(i * sizeof(float))..]);
        return (shape, values);
    }
}
