using System.IO.Compression;
using System.Text;

namespace DeepTrainer.Tests;

/// <summary>Files cost memory and time by their size, whatever they claim.</summary>
public class ReadLimitTests
{
    [Fact]
    public void AGzipFileThatUnpacksToFarMoreThanItsSize_IsRefusedEarly_UnlessTheLimitIsRaised()
    {
        byte[] bomb = Packed(Enumerable.Repeat("1,2,0\n", 100_000), times: 50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ReadLimits.MaxExpansion", Error(bomb, new CsvOptions()), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64_000_000);
        var trusted = new CsvOptions { Limits = new ReadLimits { MaxExpansion = 2000 } };
        Assert.Equal(5_000_000, Dataset.FromCsv(new MemoryStream(bomb), trusted).Count);
    }

    [Fact]
    public void DigitsWithoutEnd_AreNoField()
    {
        byte[] digits = Packed([new string('1', 100_000)], times: 1000);
        Assert.Contains("longer than 65536 characters", Error(digits, new CsvOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsWithoutEnd_AreTooMany() =>
        Assert.Contains("more than 1000000 columns", Error(Packed([new string(',', 2_000_000)], times: 1), new CsvOptions()), StringComparison.Ordinal);

    [Fact]
    public void CsvTakesAtMostThreeTimesItsFloats()
    {
        const int Rows = 20_000, Columns = 51;
        string row = string.Join(',', Enumerable.Range(0, Columns - 1).Select(i => $"{i * 0.25}")) + ",3\n";
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(row, Rows)));
        var stream = new MemoryStream(text);
        Dataset.FromCsv(stream);
        stream.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Dataset data = Dataset.FromCsv(stream);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Rows, data.Count);
        Assert.InRange(taken, 0, 3L * Rows * Columns * sizeof(float));
    }

    private static string Error(byte[] bytes, CsvOptions options) =>
        Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream(bytes), options)).Message;

    private static byte[] Packed(IEnumerable<string> lines, int times)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines));
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress))
        {
            for (int i = 0; i < times; i++)
                gzip.Write(text);
        }
        return memory.ToArray();
    }
}
