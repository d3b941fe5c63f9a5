using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>The number types of safetensors.</summary>
internal static class TensorTypes
{
    private static readonly string[] All =
        ["F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U8", "U16", "U32", "U64", "BOOL", "F8_E4M3", "F8_E5M2"];

    /// <summary>Bytes a number; 0 for what is no type known here.</summary>
    public static int Size(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => 0,
    };

    /// <summary>One string for each type, however many tensors have it.</summary>
    public static string Known(string type) => Array.Find(All, known => known == type) ?? type;

    public static bool IsInteger(string type) => type is "I64" or "I32";

    public static bool IsFloat(string type) => type is "F32" or "F64" or "F16" or "BF16";

    /// <summary>Whether <see cref="ToFloats"/> takes it.</summary>
    public static bool IsNumber(string type) => IsFloat(type) || IsInteger(type) || type is "U8" or "I8" or "U16" or "I16" or "U32" or "U64";

    /// <summary>Little-endian numbers as floats: the nearest ones where floats aren't as exact.</summary>
    public static void ToFloats(string type, ReadOnlySpan<byte> littleEndian, Span<float> values)
    {
        if (type == "F32" && BitConverter.IsLittleEndian)
        {
            littleEndian.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }
        int size = Size(type);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = littleEndian.Slice(i * size, size);
            values[i] = type switch
            {
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(number),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
                "U8" => number[0],
                "I8" => (sbyte)number[0],
                "U16" => BinaryPrimitives.ReadUInt16LittleEndian(number),
                "I16" => BinaryPrimitives.ReadInt16LittleEndian(number),
                "U32" => BinaryPrimitives.ReadUInt32LittleEndian(number),
                "U64" => BinaryPrimitives.ReadUInt64LittleEndian(number),
                "I32" => BinaryPrimitives.ReadInt32LittleEndian(number),
                "I64" => BinaryPrimitives.ReadInt64LittleEndian(number),
                _ => throw new ArgumentException($"'{type}' holds no numbers that become floats.", nameof(type)),
            };
        }
    }
}
