using System.IO.Compression;
using System.Text;

namespace DeepTrainer.Tests;

public class CsvTests
{
    [Fact]
    public void TheLastColumn_IsTheClass_ByDefault()
    {
        Dataset data = Read("1,2,0\n3,4,2\r\n5.5,-6e1,1\n\n");
        Assert.Equal([1, 2, 3, 4, 5.5f, -60], data.Inputs);
        Assert.Equal([0, 2, 1], data.Labels);
        Assert.Equal(3, data.Classes);
    }

    [Fact]
    public void Names_AreNumberedInOrder_UnlessGiven()
    {
        const string Text = "x;kind;y\n1;\"wild; cat\";2\n3;dog;4\n";
        var options = new CsvOptions { HasHeader = true, Separator = ';', LabelColumn = 1 };
        Dataset data = Read(Text, options);
        Assert.Equal(["dog", "wild; cat"], data.ClassNames);
        Assert.Equal([1, 0], data.Labels);
        Assert.Equal([1, 2, 3, 4], data.Inputs);
        Assert.Equal([0, 2], Read(Text, options with { ClassNames = ["wild; cat", "bird", "dog"] }).Labels);
        Assert.Contains("line 3: column 2: 'dog' is none of the 1 classes", Error(Text, options with { ClassNames = ["wild; cat"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void AValueColumn_IsATarget()
    {
        Dataset data = Read("1,2.5\n3,-4\n", new CsvOptions { Targets = TargetKind.Values });
        Assert.Equal([2.5f, -4], data.Targets);
        Assert.Equal([1], data.TargetShape.AsSpan());
    }

    [Fact]
    public void GzipFiles_AreRecognized()
    {
        byte[] packed = Packed("1,2,0\n3,4,1\n");
        Assert.Equal(2, Dataset.FromCsv(new MemoryStream(packed)).Count);
    }

    [Fact]
    public void GzipFilesCutOffAnywhere_AreRefused()
    {
        byte[] packed = Packed("1,2,0\n3,4,1\n");
        for (int length = 0; length < packed.Length; length++)
            Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream(packed[..length])));
    }

    [Theory]
    [InlineData("1,2,0\n1,x,0\n", "'test.csv', line 2: column 2: 'x' is not a finite number.")]
    [InlineData("1,2,0\n1,,0\n", "line 2: column 2: ''")]
    [InlineData("1,NaN,0\n", "line 1: column 2: 'NaN' is not a finite number")]
    [InlineData("1,1e99,0\n", "'1e99'")]
    [InlineData("1,2,0\n1,2\n", "line 2: has 2 columns, but the first line has 3")]
    [InlineData("1,2,0\n1,2,0,0\n", "line 2: has 4 columns")]
    [InlineData("1;2;0\n", "is ',' the separator?")]
    [InlineData("1,2,a\n1,2,\n", "line 2: column 3 is empty")]
    [InlineData("a,b,c\n1,2,0\n", "line 1: column 1: 'a'")]
    [InlineData("1,\"2,0\n", "is not closed")]
    [InlineData("1,\"2\"x,0\n", "follows a closing quote")]
    [InlineData("", "has no samples")]
    public void WhatIsWrong_IsNamedWithLineColumnAndText(string text, string part) => Assert.Contains(part, Error(text), StringComparison.Ordinal);

    [Fact]
    public void BytesThatAreNoText_AreRefused() =>
        Assert.Contains(
            "not UTF-8", Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream([0x31, 0xFF, 0x2C]))).Message, StringComparison.Ordinal);

    private static Dataset Read(string text, CsvOptions? options = null) =>
        Dataset.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), options, "test.csv");

    private static string Error(string text, CsvOptions? options = null) => Assert.Throws<InvalidDataException>(() => Read(text, options)).Message;

    private static byte[] Packed(string text)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }
}
