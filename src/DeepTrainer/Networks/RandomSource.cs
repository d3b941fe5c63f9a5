using System.Numerics;

namespace DeepTrainer;

/// <summary>
/// Random numbers that are the same on every platform and in every version. The generator is xoshiro256** by Blackman and
/// Vigna, 2018, seeded by their SplitMix64; both are in the public domain. Not for secrets.
/// </summary>
public sealed class RandomSource
{
    private ulong _s0, _s1, _s2, _s3;
    private double _spareGaussian = double.NaN;

    /// <summary>Starts the sequence that belongs to a seed.</summary>
    /// <param name="seed">Any number.</param>
    public RandomSource(long seed)
    {
        ulong state = (ulong)seed;
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1): a multiple of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>A uniform number in [0, 1): a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>A normal number with mean 0 and variance 1, by the polar method of Marsaglia and Bray, 1964.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            double spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }
        while (true)
        {
            double x = 2 * NextDouble() - 1;
            double y = 2 * NextDouble() - 1;
            double square = x * x + y * y;
            if (square is >= 1 or 0)
                continue;
            double factor = Math.Sqrt(-2 * Log(square) / square);
            _spareGaussian = y * factor;
            return x * factor;
        }
    }

    /// <summary>A uniform integer from 0 to <paramref name="limit"/> − 1, without bias.</summary>
    /// <param name="limit">How many integers there are to choose from; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // Lemire, "Fast random integer generation in an interval", 2019: the high half of a product, rejecting its uneven rest.
        uint range = (uint)limit;
        uint rest = (uint)-(int)range % range;
        while (true)
        {
            ulong product = (NextUInt64() >> 32) * range;
            if ((uint)product >= rest)
                return (int)(product >> 32);
        }
    }

    /// <summary>Puts items into random order, every order being equally likely (Fisher and Yates, 1938).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // The C library's logarithm differs between platforms in the last bit; additions, products and quotients don't.
    // ln x = e·ln 2 + 2·artanh((m − 1)/(m + 1)) for x = m·2ᵉ with m in [√½, √2).
    private static double Log(double x)
    {
        const double Ln2 = 0.693147180559945309;
        const double Sqrt2 = 1.41421356237309505;
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m >= Sqrt2)
        {
            m /= 2;
            exponent++;
        }
        double s = (m - 1) / (m + 1);
        double sum = 0;
        for (int k = 23; k >= 1; k -= 2)
            sum = sum * s * s + 1.0 / k;
        return exponent * Ln2 + 2 * s * sum;
    }

    internal static ulong SplitMix64(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
