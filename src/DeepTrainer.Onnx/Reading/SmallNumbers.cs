namespace DeepTrainer.Onnx.Reading;

/// <summary>Numbers of 8 bits and less, of which several may share a byte, the first in its lower bits.</summary>
internal static class SmallNumbers
{
    /// <summary>How many elements a byte has; 0 for types that are wider or plain bytes.</summary>
    public static int PerByte(ElementType type) => type switch
    {
        ElementType.Int4 or ElementType.Uint4 or ElementType.Float4E2M1 => 2,
        ElementType.Int2 or ElementType.Uint2 => 4,
        _ when type.IsSmallFloat() => 1,
        _ => 0,
    };

    public static int Bits(ElementType type, ReadOnlySpan<byte> bytes, int index)
    {
        int each = PerByte(type), bits = 8 / each;
        return (bytes[index / each] >> (index % each * bits)) & ((1 << bits) - 1);
    }

    /// <summary>The value of a small float: a sign, an exponent and a fraction, and what its type counts as infinite or no number.</summary>
    public static float Float(ElementType type, int bits) => type switch
    {
        ElementType.Float8E8M0 => bits == 255 ? float.NaN : MathF.ScaleB(1, bits - 127),
        ElementType.Float4E2M1 => Value(bits, 3, 1, 1),
        ElementType.Float8E4M3Fn => (bits & 127) == 127 ? float.NaN : Value(bits, 7, 3, 7),
        ElementType.Float8E4M3Fnuz => bits == 128 ? float.NaN : Value(bits, 7, 3, 8),
        ElementType.Float8E5M2Fnuz => bits == 128 ? float.NaN : Value(bits, 7, 2, 16),
        _ => (bits & 127) > 124 ? float.NaN : (bits & 127) == 124 ? (bits > 127 ? float.NegativeInfinity : float.PositiveInfinity) : Value(bits, 7, 2, 15),
    };

    private static float Value(int bits, int signBit, int fractionBits, int bias)
    {
        int fraction = bits & ((1 << fractionBits) - 1), exponent = (bits >> fractionBits) & ((1 << (signBit - fractionBits)) - 1);
        float magnitude = exponent == 0
            ? MathF.ScaleB(fraction, 1 - bias - fractionBits)
            : MathF.ScaleB(fraction + (1 << fractionBits), exponent - bias - fractionBits);
        return ((bits >> signBit) & 1) == 1 ? -magnitude : magnitude;
    }
}
