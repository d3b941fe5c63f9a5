using System.Buffers.Binary;

namespace DeepTrainer.Onnx.Reading;

/// <summary>The numbers of a model's tensors, wherever they are kept.</summary>
/// <param name="folder">Where files beside the model are; null if there are none.</param>
internal sealed class TensorReader(string? folder)
{
    private readonly Dictionary<string, byte[]> files = [];
    private readonly Dictionary<string, long> read = [];

    /// <exception cref="OnnxException">The tensor contradicts itself.</exception>
    public TensorData Read(TensorProto tensor)
    {
        string name = tensor.Name.Length > 0 ? $"Tensor '{tensor.Name}'" : "A tensor";
        var type = (ElementType)tensor.DataType;
        if (!type.IsNumeric())
            throw new OnnxException($"{name} has elements of {type.Text()}, which networks have not; leave it out of the model.");
        int[] shape = ShapeOf(name, tensor.Dims);
        int length = Length(name, shape);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return FromBytes(name, type, shape, External(name, tensor, ByteCount(type, length)));
        if (tensor.RawData.Length > 0 || length == 0)
            return FromBytes(name, type, shape, tensor.RawData.Span);
        return type switch
        {
            ElementType.Float => new(type, shape, Exactly(name, shape, tensor.FloatData)),
            ElementType.Double => new(type, shape, Array.ConvertAll(Exactly(name, shape, tensor.DoubleData), d => (float)d)),
            ElementType.Int64 => new(type, shape, Exactly(name, shape, tensor.Int64Data)),
            ElementType.Uint32 or ElementType.Uint64 => new(type, shape, Array.ConvertAll(Exactly(name, shape, tensor.Uint64Data), u => unchecked((long)u))),
            ElementType.Float16 => new(type, shape, Array.ConvertAll(Exactly(name, shape, tensor.Int32Data), i => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)i)))),
            ElementType.Bfloat16 => new(type, shape, Array.ConvertAll(Exactly(name, shape, tensor.Int32Data), i => BitConverter.Int32BitsToSingle(i << 16))),
            _ when SmallNumbers.PerByte(type) > 0 => FromBytes(name, type, shape, Array.ConvertAll(tensor.Int32Data.ToArray(), i => unchecked((byte)i))),
            _ => new(type, shape, Array.ConvertAll(Exactly(name, shape, tensor.Int32Data), i => (long)i)),
        };
    }

    /// <summary>The extents of a tensor in the file.</summary>
    public static int[] ShapeOf(string name, IReadOnlyCollection<long> dims)
    {
        if (dims.FirstOrDefault(d => d < 0 || d > int.MaxValue) is var wrong && wrong != 0)
            throw new OnnxException($"{name} has an axis of {wrong} elements.");
        return [.. dims.Select(d => (int)d)];
    }

    private static int Length(string name, int[] shape) => Shapes.Size(shape) is <= int.MaxValue and long size ? (int)size
        : throw new OnnxException($"{name} has the shape {Shapes.Text(shape)}, which is more than a tensor can have.");

    private static T[] Exactly<T>(string name, int[] shape, IReadOnlyCollection<T> values) => values.Count == Shapes.Size(shape) ? [.. values]
        : throw new OnnxException($"{name} has the shape {Shapes.Text(shape)} but {values.Count} elements.");

    private static long ByteCount(ElementType type, long length) => SmallNumbers.PerByte(type) is > 0 and int each ? (length + each - 1) / each
        : length * type switch
        {
            ElementType.Double or ElementType.Int64 or ElementType.Uint64 => 8,
            ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 4,
            ElementType.Float16 or ElementType.Bfloat16 or ElementType.Int16 or ElementType.Uint16 => 2,
            _ => 1,
        };

    private static TensorData FromBytes(string name, ElementType type, int[] shape, ReadOnlySpan<byte> bytes)
    {
        int length = Length(name, shape);
        if (bytes.Length != ByteCount(type, length))
            throw new OnnxException($"{name} of {type.Text()} {Shapes.Text(shape)} takes {ByteCount(type, length)} bytes, but {bytes.Length} are there.");
        if (type.IsFloating())
        {
            float[] floats = new float[length];
            for (int i = 0; i < length; i++)
            {
                floats[i] = type switch
                {
                    ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]),
                    ElementType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]),
                    ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]),
                    ElementType.Bfloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) << 16),
                    _ => SmallNumbers.Float(type, SmallNumbers.Bits(type, bytes, i)),
                };
            }
            return new(type, shape, floats);
        }
        long[] ints = new long[length];
        for (int i = 0; i < length; i++)
        {
            ints[i] = type switch
            {
                ElementType.Int64 or ElementType.Uint64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * 8)..]),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]),
                ElementType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * 4)..]),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]),
                ElementType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]),
                ElementType.Int8 => (sbyte)bytes[i],
                ElementType.Uint8 => bytes[i],
                ElementType.Bool => bytes[i] != 0 ? 1 : 0,
                _ => type.Wrap(SmallNumbers.Bits(type, bytes, i)),
            };
        }
        return new(type, shape, ints);
    }

    // A file beside the model: within its folder, and no further than it reaches.
    private ReadOnlySpan<byte> External(string name, TensorProto tensor, long expected)
    {
        Dictionary<string, string> entries = [];
        foreach (StringStringEntryProto entry in tensor.ExternalData)
            entries[entry.Key] = entry.Value;
        if (!entries.TryGetValue("location", out string? location) || location.Length == 0)
            throw new OnnxException($"{name} lies in another file, but the model doesn't say in which.");
        if (folder is null)
            throw new OnnxException($"{name} lies in another file, '{location}'; import the model from a file beside it.");
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), path = Path.GetFullPath(Path.Combine(root, location));
        if (Path.IsPathRooted(location) || !path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !LiesWithin(root, path))
            throw new OnnxException($"{name} lies in '{location}', outside of the model's folder; that isn't read.");
        byte[] file = Contents(name, location, path);
        long offset = Number(name, entries, "offset", 0), length = Number(name, entries, "length", file.Length - offset);
        if (offset > file.Length || length > file.Length - offset || length != expected)
            throw new OnnxException($"{name} takes {expected} bytes, but in '{location}', which has {file.Length}, it is said to be {length} bytes from {offset} on.");
        // many tensors that show the same bytes would take many times the memory of the file
        if ((read[path] = read.GetValueOrDefault(path) + length) > file.Length)
            throw new OnnxException($"{name} lies in '{location}' where other tensors lie, too; write the model so that each has bytes of its own.");
        return file.AsSpan((int)offset, (int)length);
    }

    // A link may lead out of the folder, too.
    private static bool LiesWithin(string root, string path)
    {
        for (string? part = path; part is not null && part.Length > root.Length; part = Path.GetDirectoryName(part))
        {
            FileSystemInfo info = Directory.Exists(part) ? new DirectoryInfo(part) : new FileInfo(part);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private byte[] Contents(string name, string location, string path)
    {
        if (files.TryGetValue(path, out byte[]? known))
            return known;
        try
        {
            if (!File.Exists(path))
                throw new OnnxException($"{name} lies in '{location}', which is not there.");
            return files[path] = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{name} lies in '{location}', which can't be read: {e.Message}", e);
        }
    }

    private static long Number(string name, Dictionary<string, string> entries, string key, long otherwise) =>
        !entries.TryGetValue(key, out string? text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw new OnnxException($"{name} has the {key} '{text}' in its file, which is no number.");
}
