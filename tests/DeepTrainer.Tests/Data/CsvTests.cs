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
        Assert.Contains("'dog' is named twice", Assert.Throws<ArgumentException>("options",
            () => Read(Text, options with { ClassNames = ["dog", "dog", "wild; cat"] })).Message, StringComparison.Ordinal);
        Assert.Contains("line 3: column 'kind': 'dog' is none of the 1 classes", Error(Text, options with { ClassNames = ["wild; cat"] }), StringComparison.Ordinal);
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

    [Fact]
    public void GzipFilesOfSeveralMembers_AreOneFile()
    {
        byte[] first = Packed("1,2,0\n3,4"), second = Packed(",1\n5,6,0\n");
        Assert.Equal([1, 2, 3, 4, 5, 6], Dataset.FromCsv(new MemoryStream([.. first, .. second])).Inputs);
        for (int length = 1; length < second.Length; length++)
            Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream([.. first, .. second[..length]])));
        Assert.Contains("not gzip", Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream([.. first, 1, 2, 3]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_AreFoundByTheirNames()
    {
        const string Text = "id,price,note,size,\"rooms, all\"\nx1,10.5,nice,50,2\nx2,20.25,,70,3\n";
        var options = new CsvOptions { HasHeader = true, LabelName = "price", InputNames = ["rooms, all", "size"], Targets = TargetKind.Values };
        Dataset data = Read(Text, options);
        Assert.Equal([2, 50, 3, 70], data.Inputs);
        Assert.Equal([10.5f, 20.25f], data.Targets);
        Assert.Equal([50, 2, 70, 3], Read(Text, options with { InputNames = [], InputColumns = [3, 4] }).Inputs);
        Assert.Contains("line 1: no column is called 'cost'; there are 'id', 'price', 'note', 'size', 'rooms, all'",
            Error(Text, options with { LabelName = "cost" }), StringComparison.Ordinal);
        Assert.Contains("several columns are called 'a'", Error("a,a,b\n1,2,0\n", new CsvOptions { HasHeader = true, LabelName = "a" }), StringComparison.Ordinal);
        Assert.Contains("column 2 was named twice", Error(Text, options with { InputNames = ["price"] }), StringComparison.Ordinal);
        Assert.Contains("no input column 5", Error(Text, options with { InputNames = [], InputColumns = [5] }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Read(Text, options with { HasHeader = false }));
        Assert.Throws<ArgumentException>(() => Read(Text, options with { LabelColumn = 2 }));
        Assert.Throws<ArgumentException>(() => Read(Text, options with { InputColumns = [2] }));
    }

    [Fact]
    public void DecimalCommas_AreRead_AndAskedForWhereTheyAreMet()
    {
        const string Text = "1,5;-2,25;0\n3;4e1;1\n";
        Assert.Equal([1.5f, -2.25f, 3, 40], Read(Text, new CsvOptions { Separator = ';', DecimalComma = true }).Inputs);
        Assert.Contains("set DecimalComma = true", Error(Text, new CsvOptions { Separator = ';' }), StringComparison.Ordinal);
        Assert.Contains("Separator = ';'", Error(Text), StringComparison.Ordinal);
        Assert.Contains("DecimalComma = false", Error("1.5;2;0\n", new CsvOptions { Separator = ';', DecimalComma = true }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Read(Text, new CsvOptions { DecimalComma = true }));
        Assert.Throws<ArgumentException>(() => Read(Text, new CsvOptions { Separator = '.' }));
    }

    [Fact]
    public void AColumnOfQuantities_IsNoColumnOfClasses()
    {
        Assert.Contains("line 2: column 2: '24.5' is a number with decimals, but should be a class; if the column is a quantity to be predicted, set Targets = TargetKind.Values",
            Error("1,24\n2,24.5\n"), StringComparison.Ordinal);
        Assert.Contains("line 2: column 2: '45000' would make 45001 classes for 2 samples", Error("1,13495\n2,45000\n"), StringComparison.Ordinal);
        Assert.Contains("ReadLimits.MaxClasses", Error("1,0\n2,999999\n"), StringComparison.Ordinal);
        Assert.Contains("raise ReadLimits.MaxClasses above 100000", Error("1,13495\n2,45000\n"), StringComparison.Ordinal);
        Assert.Equal(1_000_000, Read("1,0\n2,999999\n", new CsvOptions { Limits = new ReadLimits { MaxClasses = 1_000_000 } }).Classes);
        Assert.Equal(45_001, Read("1,13495\n2,45000\n", new CsvOptions { Limits = new ReadLimits { MaxClasses = 100_001 } }).Classes);
        Assert.Contains("150 different texts in 200 samples", Error(string.Concat(Enumerable.Range(0, 200).Select(i => $"1,name{Math.Min(i, 149)}\n"))), StringComparison.Ordinal);
        Assert.Equal(["24", "24.5"], Read("1,24\n2,24.5\n", new CsvOptions { ClassNames = ["24", "24.5"] }).ClassNames);
        Assert.Equal([1, 10, 0], Read("1,1.0\n2,10.0\n3,0.0\n").Labels);
        Assert.Equal(["-1", "1"], Read("1,1\n2,-1\n").ClassNames);
    }

    [Fact]
    public void NumbersThatLeaveClassesEmpty_AreNoClasses()
    {
        string Labels(IEnumerable<int> labels) => string.Concat(labels.Select(label => $"1,{label}\n"));
        int[] prices = [.. Enumerable.Range(0, 300).Select(i => 20 + (i * i * 7 % 800))], ages = [.. Enumerable.Range(0, 500).Select(i => 18 + (i * 31 % 60))];

        Assert.Contains($"column 2: '{prices.Max()}' would make {prices.Max() + 1} classes, of which {prices.Max() + 1 - prices.Distinct().Count()} "
            + "have no sample (the smallest label is 20); if the column is a quantity to be predicted, "
            + "set Targets = TargetKind.Values; if these are classes, list them all in ClassNames", Error(Labels(prices)), StringComparison.Ordinal);
        Assert.Contains("'77' would make 78 classes, of which 18 have no sample (the smallest label is 18)", Error(Labels(ages)), StringComparison.Ordinal);
        Assert.Contains("'20' would make 21 classes, of which 19 have no sample; if", Error("1,0\n2,20\n"), StringComparison.Ordinal);
        Assert.Equal(2, Read("1,0\n2,20\n", new CsvOptions { ClassNames = ["0", "20"] }).Classes);
        Assert.Equal(300, Read(Labels(prices), new CsvOptions { Targets = TargetKind.Values }).Count);
    }

    [Fact]
    public void QuantitiesWithNegativeOnes_AreNoClasses()
    {
        string Labels(IEnumerable<string> labels) => string.Concat(labels.Select(label => $"1,{label}\n"));
        Assert.Contains("line 1: column 2 has 60 different numbers, some of them negative; if the column is a quantity to be predicted, set Targets = TargetKind.Values",
            Error(Labels(Enumerable.Range(0, 300).Select(i => $"{(i * 7 % 60) - 20}"))), StringComparison.Ordinal);
        Assert.Equal(["-1", "-2", "0", "1", "2"], Read(Labels(["-2", "-1", "0", "1", "2"])).ClassNames);
    }

    [Theory]
    [InlineData("NA", "0,1,2,10")]
    [InlineData("?", "18,19,77")]
    [InlineData("-", "0,1")]
    [InlineData("nan", "setosa,virginica")]
    public void AMissingLabel_IsNoClass(string mark, string others)
    {
        string text = string.Concat(others.Split(',').Append(mark).Select(label => $"1,{label}\n"));
        Assert.Contains($"line {others.Split(',').Length + 1}: column 2: '{mark}' is no class; if the label is missing, leave its line out", Error(text), StringComparison.Ordinal);
        Assert.Equal(others.Split(',').Length + 1, Read(text, new CsvOptions { ClassNames = [.. others.Split(','), mark] }).Classes);
    }

    [Fact]
    public void None_IsAClassAmongWords() => Assert.Equal(["-", "None", "mild"], Read("1,None\n2,mild\n3,-\n").ClassNames);

    [Theory]
    [InlineData(0, 26)]
    [InlineData(1, 26)]
    [InlineData(0, 62)]
    [InlineData(1, 1000)]
    [InlineData(9, 20)]
    [InlineData(0, 2)]
    public void WholeNumbersThatAreClasses_AreTaken(int first, int count) => Assert.Equal(
        first + count, Read(string.Concat(Enumerable.Range(0, 2 * count).Select(i => $"1,{first + (i * 7 % count)}\n"))).Classes);

    [Fact]
    public void AHeaderThatWasNotAnnounced_IsRecognizedInTheMessage()
    {
        Assert.Contains("line 1: column 1: 'width' is not a finite number; if the first line names the columns, set HasHeader = true",
            Error("width,kind\n1,0\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("HasHeader", Error("1,0\nx,0\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("nan")]
    [InlineData("?")]
    public void AMissingValue_IsRecognizedInTheMessage_OnEveryLine(string missing)
    {
        Assert.EndsWith(
            $"line 1: column 1: '{missing}' is not a finite number; if the value is missing, fill it in, leave its line out, or choose other columns with InputColumns; "
            + "if the first line names the columns, set HasHeader = true.", Error($"{missing},5,0\n1,2,0\n"), StringComparison.Ordinal);
        Assert.EndsWith("choose other columns with InputColumns.", Error($"1,2,0\n{missing},5,0\n"), StringComparison.Ordinal);
        Assert.EndsWith("choose other columns with InputNames.", Error($"a,b,c\n{missing},5,0\n", new CsvOptions { HasHeader = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void AQuestionInAMessage_EndsItselfOnly() =>
        Assert.EndsWith("is ',' the separator?", Error("1;2;0\n"), StringComparison.Ordinal);

    [Fact]
    public void AGzipFileWithAWrongByte_IsToldToBeDamaged()
    {
        byte[] packed = Packed("1,2,0\n3,4,1\n");
        const int TrailerBytes = 8;
        packed[^TrailerBytes] ^= 1;
        string message = Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream(packed), source: "data.gz")).Message;
        Assert.StartsWith("'data.gz' is a damaged gzip file: ", message, StringComparison.Ordinal);
        Assert.Contains("checksum", message, StringComparison.Ordinal);
        Assert.EndsWith("Copy or download it again.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2,0\n1,x,0\n", "'test.csv', line 2: column 2: 'x' is not a finite number.")]
    [InlineData("1,2,0\n1,,0\n", "line 2: column 2: ''")]
    [InlineData("1,NaN,0\n", "line 1: column 2: 'NaN' is not a finite number")]
    [InlineData("1,1e99,0\n", "'1e99'")]
    [InlineData("1,2,0\n1,2\n", "line 2: has 2 columns, but the first line has 3")]
    [InlineData("1,2,0\n1,2,0,0\n", "line 2: has 4 columns")]
    [InlineData("1,2,red\n1,red\n", "line 2: has 2 columns")]
    [InlineData("1;2;0\n", "is ',' the separator?")]
    [InlineData("1,2,a\n1,2,\n", "line 2: column 3 is empty")]
    [InlineData("a,b,c\n1,2,0\n", "line 1: column 1: 'a'")]
    [InlineData("1,\"2,0\n", "is not closed")]
    [InlineData("1,\"2\"x,0\n", "follows a closing quote")]
    [InlineData("", "has no samples")]
    public void WhatIsWrong_IsNamedWithLineColumnAndText(string text, string part) => Assert.Contains(part, Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("a,b b,kind\n1,2,0\n1,x,0\n", "'test.csv', line 3: column 'b b': 'x' is not a finite number.")]
    [InlineData("a,b,kind\n1,2,red\n1,2,\n", "'test.csv', line 3: column 'kind' is empty, where a class should stand.")]
    // Names that say nothing, or not which one.
    [InlineData("a,,kind\n1,x,0\n", "line 2: column 2: 'x'")]
    [InlineData("a,a,kind\n1,x,0\n", "line 2: column 2: 'x'")]
    public void OfAFileWithAHeader_ColumnsAreNamed(string text, string part) =>
        Assert.Contains(part, Error(text, new CsvOptions { HasHeader = true }), StringComparison.Ordinal);

    [Fact]
    public void BytesThatAreNoText_AreRefused() =>
        Assert.Contains(
            "not UTF-8", Assert.Throws<InvalidDataException>(() => Dataset.FromCsv(new MemoryStream([0x31, 0xFF, 0x2C]))).Message, StringComparison.Ordinal);

    [Fact]
    public void LineEndsAndQuotes_OnEitherSideOfABuffer_AreWhatTheyAre()
    {
        for (int length = 16380; length < 16388; length++)
        {
            string text = $"1,{new string('0', length - 2)}\r\n2,\"a\"\"b\"\r3,c\n\r\n4,\"\"\"\"";
            Assert.Equal(["\"", "0" + new string('0', length - 3), "a\"b", "c"], Read(text + "\n").ClassNames.Order(StringComparer.Ordinal));
            Assert.Equal([1, 2, 3, 4], Read(text).Inputs);
        }
        Assert.Contains("longer than 65536 characters", Error($"1,{new string('x', 70_000)}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void AByteOrderMark_IsNoneOfTheFirstField()
    {
        Assert.Equal([1, 2, 3, 4], Dataset.FromCsv(new MemoryStream([0xEF, 0xBB, 0xBF, .. "1,2,0\n3,4,1\n"u8])).Inputs);
        Dataset named = Dataset.FromCsv(new MemoryStream([0xEF, 0xBB, 0xBF, .. "a,b\n1,0\n3,1\n"u8]), new CsvOptions { HasHeader = true, LabelName = "b" });
        Assert.Equal([1, 3], named.Inputs);
    }

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
