using CsCheck;

namespace DeepTrainer.Tests.Texts;

/// <summary>Texts as samples, in memory and from files.</summary>
public sealed class TextDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static readonly CharacterTokenizer Letters = CharacterTokenizer.Fit(["abcdefghij \n"], "<pad>");

    [Fact]
    public void LabelledTexts_AreFilledUp_WithTheirLengths()
    {
        TextOptions options = new(Letters, 4) { Padding = 0, WithLengths = true };
        Dataset data = TextData.Labelled(["abc", "a", "dcba"], [1, 0, 1], ["no", "yes"], options);
        float a = Letters["a"], b = Letters["b"], c = Letters["c"], d = Letters["d"];
        Assert.Equal([a, b, c, 0, 3, a, 0, 0, 0, 1, d, c, b, a, 4], data.Inputs);
        Assert.Equal([5], data.InputShape);
        Assert.Equal([1, 0, 1], data.Labels);
        Assert.Equal(["no", "yes"], data.ClassNames);
        Assert.Equal(data.Input(0), options.Input("abc"));
        Assert.Equal([a, b, 9, 9], new TextOptions(Letters, 4) { Padding = 9 }.Input("ab"));
    }

    [Fact]
    public void WhatIsTooLong_IsCutOffOnDemand_AndAnErrorOtherwise()
    {
        TextOptions options = new(Letters, 3) { Padding = 0 };
        Assert.StartsWith("Text 1 has 4 tokens, more than 3: 'dcba'",
            Assert.Throws<ArgumentException>(() => TextData.Labelled(["a", "dcba"], [0, 0], ["x"], options)).Message, StringComparison.Ordinal);
        Assert.Equal(options.Input("dcb"), (options with { Truncate = true }).Input("dcba"));
        Assert.StartsWith("Text 0 has no token", Assert.Throws<ArgumentException>(() => TextData.Labelled([""], [0], ["x"], options)).Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to 12", Assert.Throws<ArgumentOutOfRangeException>(() => (options with { Padding = 13 }).Input("a")).Message, StringComparison.Ordinal);
        Assert.StartsWith("Text 1 has 1 tokens, fewer than 3: 'a'; set Padding",
            Assert.Throws<ArgumentException>(() => TextData.Labelled(["abc", "a"], [0, 0], ["x"], options with { Padding = null })).Message, StringComparison.Ordinal);
        Assert.StartsWith("Text 1: 'x' (U+0078) at 1",
            Assert.Throws<ArgumentException>(() => TextData.Labelled(["a", "ax"], [0, 0], ["x"], options)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Text 1 is null", Assert.Throws<ArgumentException>(() => TextData.Labelled(["a", null!], [0, 0], ["x"], options)).Message, StringComparison.Ordinal);
        Assert.Contains("2 texts and 1 labels", Assert.Throws<ArgumentException>(() => TextData.Labelled(["a", "b"], [0], ["x"], options)).Message, StringComparison.Ordinal);
        Assert.Contains("3 tokens, and a window of 3 and the one after it need 4",
            Assert.Throws<ArgumentException>(() => TextData.Windows("abc", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_TellEachTokensNextOne() => Gen.Select(OneOf('a', 'b', 'c', ' ').Array[2, 60], Gen.Int[1, 12], Gen.Int[1, 15])
        .Where(t => t.Item1.Length > t.Item2).Each((letters, length, stride) =>
    {
        string text = new(letters);
        Dataset data = TextData.Windows(text, new(Letters, length), stride);
        IReadOnlyList<int> tokens = Letters.Encode(text);
        // every window that fits, and no other
        Assert.Equal(Enumerable.Range(0, text.Length).Count(at => at % stride == 0 && at + length < text.Length), data.Count);
        for (int i = 0; i < data.Count; i++)
        {
            Assert.Equal(tokens.Skip(i * stride).Take(length).Select(t => (float)t), data.Input(i).ToArray());
            Assert.Equal(tokens.Skip((i * stride) + 1).Take(length), data.LabelsOf(i).ToArray());
        }
        Assert.Equal(Letters.Size, data.Classes);
    });

    [Fact]
    public void WindowsOfAFile_AreThoseOfItsText()
    {
        string text = "abc def\nghij\n\nabcdefghij\na\n", path = Path.Combine(_folder, "text.txt");
        File.WriteAllText(path, text);
        TextOptions options = new(Letters, 4) { Padding = 0 };
        Dataset expected = TextData.Windows(text, options);
        IBatchSource source = TextData.WindowsOfFile(path, options);
        for (long pass = 0; pass < 2; pass++)
        {
            (float[] inputs, int[] labels) = ReadAll(source, pass);
            Assert.Equal(expected.Inputs.ToArray(), inputs);
            Assert.Equal(expected.Labels.ToArray(), labels);
        }
        int pad = Letters["<pad>"];
        (_, int[] ends) = ReadAll(TextData.WindowsOfFile(path, options, endOfLine: pad), 0);
        Assert.Equal([.. expected.Labels.ToArray().Select(label => label == Letters["\n"] ? pad : label)], ends);
    }

    [Fact]
    public void LabelledLinesOfAFile_AreThoseInMemory_AndMistakesAreToldWithTheirLine()
    {
        string path = Path.Combine(_folder, "lines.tsv");
        File.WriteAllText(path, "yes\tabc\nno\ta b\nyes\tj");
        TextOptions options = new(Letters, 4) { Padding = 0, WithLengths = true };
        Dataset expected = TextData.Labelled(["abc", "a b", "j"], [1, 0, 1], ["no", "yes"], options);
        IBatchSource source = TextData.LabelledLines(path, ["no", "yes"], options);
        (float[] inputs, int[] labels) = ReadAll(source, 0);
        Assert.Equal(expected.Inputs.ToArray(), inputs);
        Assert.Equal(expected.Labels.ToArray(), labels);
        foreach ((string line, string message) in (ReadOnlySpan<(string, string)>)[
            ("maybe\tabc", "Line 4 of '"), ("maybe\tabc", "has the class 'maybe', which is none of 'no', 'yes'"), ("abc", "has no tab between class and text: 'abc'"),
            ("no\tabcde", "has 5 tokens, more than 4"), ("no\txyz", "isn't in the vocabulary")])
        {
            File.WriteAllText(path, $"yes\tabc\nno\ta b\nyes\tj\n{line}\n");
            source = TextData.LabelledLines(path, ["no", "yes"], options);
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ReadAll(source, 0)).Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>("classNames", () => TextData.LabelledLines(path, ["no", "no", "yes"], options));
        Assert.Throws<FileNotFoundException>(() => TextData.LabelledLines(path + ".no", ["x"], options));
        Assert.Throws<FileNotFoundException>(() => TextData.WindowsOfFile(path + ".no", options));
    }

    // Whatever ends lines, and wherever the pieces end in which the file is read.
    [Fact]
    public void LinesOfAFile_AreThoseOfReadLines() =>
        OneOf("a", "b\n", "\r\n", "\r", "\n", new string('c', 16_383), new string('d', 9000), "é😀").Array[0, 12].Select(string.Concat).Each(text =>
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid()}.txt");
        File.WriteAllText(path, text, new System.Text.UTF8Encoding(text.Length % 2 == 0));
        Assert.Equal(File.ReadLines(path), TextLine.Read(new(path)).Select(line => line.IsEnd ? line.Text : "?"));
        File.Delete(path);
    }, iter: 200);

    [Fact]
    public void LongLines_ArePartedBeforeWhiteSpace_AndAnErrorWithoutAny()
    {
        string path = Path.Combine(_folder, "long.txt"), text = string.Concat(Enumerable.Repeat("abc def ghij ", 200_000)) + "\nab\n";
        File.WriteAllText(path, text);
        TextLine[] lines = [.. TextLine.Read(new(path))];
        Assert.Equal(text, string.Concat(lines.Select(line => line.IsEnd ? line.Text + '\n' : line.Text)));
        Assert.Equal([1, 1, 1, 2], lines.Select(line => line.Number));
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 2, 1 << 20));
        Assert.All(lines[1..3], line => Assert.Equal(' ', line.Text[0]));
        TextOptions options = new(Letters, 1000);
        Assert.Equal(TextData.Windows(text, options).Inputs.ToArray(), ReadAll(TextData.WindowsOfFile(path, options), 0).Inputs);
        Assert.Contains("Line 1 of '", Assert.Throws<InvalidDataException>(() => ReadAll(TextData.LabelledLines(path, ["a"], options), 0)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "a\n" + new string('a', (1 << 20) + 1));
        Assert.StartsWith($"Line 2 of '{path}' has 1048576 characters without white space",
            Assert.Throws<InvalidDataException>(() => ReadAll(TextData.WindowsOfFile(path, options), 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsWrongInAFileOfText_IsToldWithItsLine()
    {
        string path = Path.Combine(_folder, "wrong.txt");
        TextOptions options = new(Letters, 1);
        File.WriteAllText(path, "ab\nxy\n");
        Assert.StartsWith($"Line 2 of '{path}': 'x' (U+0078) at 0",
            Assert.Throws<InvalidDataException>(() => ReadAll(TextData.WindowsOfFile(path, options), 0)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, [(byte)'a', (byte)'\t', 0xFF, (byte)'\n']);
        foreach (IBatchSource source in new[] { TextData.WindowsOfFile(path, options), TextData.LabelledLines(path, ["a"], options) })
            Assert.Equal($"'{path}' is not UTF-8 text near line 1.", Assert.Throws<InvalidDataException>(() => ReadAll(source, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("endOfLine", () => TextData.WindowsOfFile(path, options, endOfLine: 13));
    }

    // A reader that has read nothing holds no file.
    [Fact]
    public void AFileIsOpened_WhenItIsRead()
    {
        string path = Path.Combine(_folder, "unread.tsv");
        File.WriteAllText(path, "a\tb\n");
        IBatchSource source = TextData.LabelledLines(path, ["a"], new(Letters, 1));
        using IBatchReader reader = source.Open(0);
        using FileStream alone = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(4, alone.Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (float[] Inputs, int[] Labels) ReadAll(IBatchSource source, long pass)
    {
        List<float> inputs = [];
        List<int> labels = [];
        using IBatchReader reader = source.Open(pass);
        float[] input = new float[3 * source.Format.InputSize];
        int[] label = new int[3 * source.Format.TargetSize];
        for (int read; (read = reader.Read(3, input, label, [])) > 0;)
        {
            inputs.AddRange(input[..(read * source.Format.InputSize)]);
            labels.AddRange(label[..(read * source.Format.TargetSize)]);
        }
        return ([.. inputs], [.. labels]);
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
