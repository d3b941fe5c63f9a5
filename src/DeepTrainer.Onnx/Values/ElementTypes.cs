namespace DeepTrainer.Onnx.Values;

/// <summary>What the element types of ONNX are.</summary>
internal static class ElementTypes
{
    /// <summary>Whether it is a type of floating-point numbers, all of which are float32 in a network.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.Bfloat16 || type.IsSmallFloat();

    /// <summary>Whether it is a float of 8 bits or less, whose rounding matters.</summary>
    public static bool IsSmallFloat(this ElementType type) => type is ElementType.Float8E4M3Fn or ElementType.Float8E4M3Fnuz or ElementType.Float8E5M2 or ElementType.Float8E5M2Fnuz
        or ElementType.Float4E2M1 or ElementType.Float8E8M0;

    public static bool IsInteger(this ElementType type) => Bits(type) > 0;

    public static bool IsNumeric(this ElementType type) => type.IsFloating() || type.IsInteger() || type == ElementType.Bool;

    public static bool IsUnsigned(this ElementType type) => type is ElementType.Uint2 or ElementType.Uint4 or ElementType.Uint8 or ElementType.Uint16
        or ElementType.Uint32 or ElementType.Uint64;

    /// <summary>How many bits an integer has; 0 for other types.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.Int2 or ElementType.Uint2 => 2,
        ElementType.Int4 or ElementType.Uint4 => 4,
        ElementType.Int8 or ElementType.Uint8 => 8,
        ElementType.Int16 or ElementType.Uint16 => 16,
        ElementType.Int32 or ElementType.Uint32 => 32,
        ElementType.Int64 or ElementType.Uint64 => 64,
        _ => 0,
    };

    /// <summary>The smallest and largest number of an integer type.</summary>
    public static (double Min, double Max) Range(this ElementType type) => type.IsUnsigned()
        ? (0, Math.Pow(2, type.Bits()) - 1)
        : (-Math.Pow(2, type.Bits() - 1), Math.Pow(2, type.Bits() - 1) - 1);

    /// <summary>The name in lower case, as in comments: "int64".</summary>
    public static string Text(this ElementType type) => Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : $"type {(int)type}";

    /// <summary>A number cut to what an integer type holds, as a cast in C does it; not 0 is 1 for truth values.</summary>
    public static long Wrap(this ElementType type, double value)
    {
        if (type == ElementType.Bool)
            return value != 0 ? 1 : 0;
        long whole = double.IsNaN(value) ? 0 : (long)value;
        return type switch
        {
            ElementType.Int8 => (sbyte)whole,
            ElementType.Uint8 => (byte)whole,
            ElementType.Int16 => (short)whole,
            ElementType.Uint16 => (ushort)whole,
            ElementType.Int32 => (int)whole,
            ElementType.Uint32 => (uint)whole,
            ElementType.Int4 => ((whole & 15) ^ 8) - 8,
            ElementType.Uint4 => whole & 15,
            ElementType.Int2 => ((whole & 3) ^ 2) - 2,
            ElementType.Uint2 => whole & 3,
            _ => whole,
        };
    }
}
