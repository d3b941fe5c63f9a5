using System.Buffers.Binary;

namespace DeepTrainer;

/// <summary>
/// What an IDX file says of itself: two zero bytes, the type, the number of dimensions, their sizes (big-endian); then come the numbers.
/// </summary>
/// <param name="Type">The numbers' type, as safetensors calls it; floats are big-endian.</param>
/// <param name="Shape">The sizes of the dimensions, the first of which are the samples.</param>
internal sealed record IdxHeader(string Type, int[] Shape)
{
    private const byte UnsignedByte = 0x08;
    private const byte Float = 0x0D;
    private const int MagicBytes = 4;

    /// <summary>Where the numbers begin.</summary>
    public int Bytes => MagicBytes + (Shape.Length * sizeof(int));

    /// <summary>How many bytes the numbers take.</summary>
    public long DataBytes => Shape.Aggregate((long)TensorTypes.Size(Type), (bytes, size) => bytes * size);

    /// <summary>The shape of a sample: images of [height, width] have one channel.</summary>
    public int[] SampleShape => Shape.Length == 3 ? [1, Shape[1], Shape[2]] : Shape[1..];

    /// <summary>Reads what stands before the numbers.</summary>
    /// <param name="contents">The file, unpacked.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="mostBytes">How many bytes of numbers can be read.</param>
    public static IdxHeader Read(Stream contents, string source, long mostBytes)
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        if (contents.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false) < MagicBytes || magic[0] != 0 || magic[1] != 0)
            throw new InvalidDataException($"'{source}' is no IDX file: it doesn't start with two zero bytes.");
        string type = magic[2] switch
        {
            UnsignedByte => "U8",
            Float => "F32",
            byte other => throw new InvalidDataException($"'{source}' holds numbers of type 0x{other:X2}; only bytes (0x08) and floats (0x0D) are read."),
        };
        var shape = new int[magic[3]];
        var sizes = new byte[shape.Length * sizeof(int)];
        int count = contents.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false);
        if (shape.Length == 0 || count < sizes.Length)
            throw new InvalidDataException($"'{source}' has {MagicBytes + count} bytes, too few for the sizes of its {shape.Length} dimensions.");
        Int128 bytes = TensorTypes.Size(type);
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(i * sizeof(int)));
            bytes *= shape[i];
            if (shape[i] < 0 || bytes > mostBytes)
                throw new InvalidDataException($"'{source}' claims the impossible shape {LayerInfo.Text(shape.AsSpan(0, i + 1))}.");
        }
        return new(type, shape);
    }

    /// <summary>Throws if images and labels don't belong together.</summary>
    public static void CheckPair(IdxHeader images, string imagesSource, IdxHeader labels, string labelsSource)
    {
        if (images.Shape.Length < 2)
            throw new InvalidDataException($"'{imagesSource}' has {images.Shape.Length} dimensions; inputs need at least 2, the first being the samples.");
        if (labels.Shape.Length != 1)
            throw new InvalidDataException($"'{labelsSource}' has {labels.Shape.Length} dimensions; labels have 1.");
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidDataException($"'{imagesSource}' has {images.Shape[0]} samples, but '{labelsSource}' has {labels.Shape[0]} labels.");
        if (images.DataBytes == 0)
            throw new InvalidDataException($"'{imagesSource}' has no samples.");
    }

    public InvalidDataException WrongLength(string source, long found) =>
        new($"'{source}' of shape {LayerInfo.Text(Shape)} should have {DataBytes} bytes of data but has {found}.");
}
