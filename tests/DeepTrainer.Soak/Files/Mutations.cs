using System.Buffers.Binary;
using System.Text;

namespace DeepTrainer.Soak;

/// <summary>Changes to files, of the kinds that break readers.</summary>
internal static class Mutations
{
    private static readonly byte[][] Interesting = [.. new[]
    {
        "\"", ",", ";", "\n", "\r", "-", "-0", "0", "9", "1e99", "NaN", "{", "}", "[", "]", "\\ud800", "99999999999999999999", "2147483647", "2147483648",
        "4294967296", "100000001", "__metadata__", "data_offsets", "F32", "I64", "1.5", "1,5", " ", "\t", "\0",
    }.Select(Encoding.ASCII.GetBytes), [0xFF], [0xC3, 0x28], [0xEF, 0xBB, 0xBF], [0x1F, 0x8B], [0x7F, 0xFF, 0xFF, 0xFF]];

    public static byte[] Apply(byte[] file, Random random)
    {
        List<byte> bytes = [.. file];
        for (int i = random.Next(6); i > 0 && bytes.Count > 0; i--)
            Apply(bytes, random);
        return [.. bytes];
    }

    private static void Apply(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count), length = random.Next(1, Math.Min(bytes.Count - at, 64) + 1);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, Interesting[random.Next(Interesting.Length)]);
                break;
            case 6:
                Replace(bytes, at, Interesting[random.Next(Interesting.Length)]);
                break;
            default:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, random.NextInt64() >> random.Next(64));
                Replace(bytes, random.Next(2) == 0 ? 0 : at, number);
                break;
        }
    }

    private static void Replace(List<byte> bytes, int at, byte[] part)
    {
        bytes.RemoveRange(at, Math.Min(part.Length, bytes.Count - at));
        bytes.InsertRange(at, part);
    }
}
