using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>The upper half of a float32.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BFloat16
{
    private const int QuietNaN = 0x40;

    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>The nearest one; of two that are equally near the even one. Beyond the largest it is infinite.</summary>
    /// <param name="value">The number.</param>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? new((ushort)((bits >> 16) | QuietNaN)) : new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The same number.</summary>
    /// <param name="value">The number.</param>
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << 16);
}
