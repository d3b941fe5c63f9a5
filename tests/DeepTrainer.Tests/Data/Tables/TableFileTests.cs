using System.Text;
using System.Text.Json.Nodes;

namespace DeepTrainer.Tests;

/// <summary>Schemas that travel with a network's weights, and tables that stay in their files.</summary>
public class TableFileTests
{
    // Everything that a schema can hold.
    private static readonly TableSchema Whole = Passengers.Schema(
        """
        a;b;c;d;e;f;y;z
        1,5;x;Rome;-;;u;no;1
        2,5;"é ""q"" 😀";Bonn;3,25;5;v;yes;2
        NA;;?;1;7;u;no;3

        """,
        new()
        {
            Separator = ';',
            DecimalComma = true,
            MissingMarks = ["", "NA", "-", "?"],
            Missing = Missing.Mean,
            Columns =
            [
                TableColumn.OneHot("b", Missing.Category, allowUnknown: true), TableColumn.Index("c", Missing.Constant("Oslo"), allowUnknown: true),
                TableColumn.Number("d", Missing.Constant(0.1f), standardize: false),
                TableColumn.Number("e", Missing.Median), TableColumn.Target("z"), TableColumn.Label("y", missing: Missing.DropRow),
            ],
        });

    [Fact]
    public void ASchema_ComesBackWithTheWeights()
    {
        SoftmaxRegression saved = new(Whole.InputNames.Length, 2, 1), loaded = new(Whole.InputNames.Length, 2, 2);
        NetworkMetadata.Set(saved, new() { Table = Whole });
        MemoryStream stream = new();
        saved.Save(stream);
        stream.Position = 0;
        loaded.Load(stream);
        NetworkMetadata metadata = NetworkMetadata.Of(loaded);
        TableSchema read = metadata.Table!;
        Assert.Equal(["no", "yes"], metadata.Classes);
        Assert.Equal(Whole.Summary(), read.Summary());
        Assert.Equal(Whole.InputNames, read.InputNames);
        Assert.Equal((Whole.Rows, Whole.Format.TargetSize), (read.Rows, read.Format.TargetSize));
        Assert.Equal(TableText.Write(Whole), TableText.Write(read));
        // The same bits for the same rows, known, unknown and missing.
        foreach (string[] row in (string[][])[["1,5", "x", "Rome", "-", "7", "u"], ["", "new", "Paris", "0,3", "-", "v"], ["-7e3", "", "", "", "", "u"]])
        {
            (string, string?)[] texts = [("a", row[0]), ("b", row[1]), ("c", row[2]), ("d", row[3]), ("e", row[4]), ("f", row[5])];
            Assert.Equal(Whole.Encode(texts).Select(BitConverter.SingleToInt32Bits), read.Encode(texts).Select(BitConverter.SingleToInt32Bits));
        }
        ClassProbability best = loaded.Classify(read.Encode(("a", "2"), ("b", "x"), ("c", "Rome"), ("d", "1"), ("e", "1"), ("f", "v")));
        Assert.Contains(best.Label, new[] { "no", "yes" });
    }

    [Fact]
    public void ASchemaOfAnotherNetwork_IsRefused()
    {
        SoftmaxRegression network = new(Whole.InputNames.Length + 1, 2, 1), classes = new(Whole.InputNames.Length, 3, 1);
        Assert.Contains($"its table makes {Whole.InputNames.Length} values of a row, and the network takes {Whole.InputNames.Length + 1}",
            Assert.Throws<ArgumentException>("metadata", () => NetworkMetadata.Set(network, new() { Table = Whole })).Message, StringComparison.Ordinal);
        Assert.Contains("it names 2 classes, and the network has 3",
            Assert.Throws<ArgumentException>("metadata", () => NetworkMetadata.Set(classes, new() { Table = Whole })).Message, StringComparison.Ordinal);
    }

    // Each member taken away, made another type, emptied: a schema or an error, and never another exception.
    [Fact]
    public void ChangedSchemas_AreReadOrRefused()
    {
        string text = TableText.Write(Whole);
        JsonNode root = JsonNode.Parse(text)!;
        int count = Members(root).Count, refused = 0;
        Assert.True(count > 60);
        string?[] replacements = [null, "null", "0", "-1", "1e99", "\"\"", "\"x\"", "true", "[]", "{}", "[null]", "[\"a\",\"a\"]"];
        for (int member = 0; member < count; member++)
        {
            foreach (string? replacement in replacements)
            {
                JsonNode changed = JsonNode.Parse(text)!;
                Members(changed)[member](replacement);
                refused += IsRefused(changed.ToJsonString()) ? 1 : 0;
            }
        }
        Assert.InRange(refused, count * 4, (count * replacements.Length) - 20);
        RandomSource random = new(3);
        for (int round = 0; round < 500; round++)
        {
            char[] characters = text.ToCharArray();
            characters[random.Next(text.Length)] = "0\"{}[],:-eE\\u x"[random.Next(15)];
            IsRefused(new string(characters));
        }
        Assert.True(IsRefused(text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal)));

        static bool IsRefused(string json)
        {
            try
            {
                TableSchema schema = TableText.Read(json);
                Assert.Equal(TableText.Write(schema), TableText.Write(TableText.Read(TableText.Write(schema))));
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void ADamagedSchemaInAFile_IsToldByTheFile()
    {
        SoftmaxRegression network = new(3, 3, 1);
        MemoryStream stream = new();
        new TensorFile(network.Parameters.Select(p => new FileTensor(p.Name, p.Shape.AsSpan(), p.ToArray())),
            new Dictionary<string, string> { ["deeptrainer.table"] = "{\"version\":7}" }).Write(stream);
        stream.Position = 0;
        Assert.Equal("'model' has '{\"version\":7}' for 'deeptrainer.table', which is no schema of a table: it has version 7, and this library reads 1; take a newer one.",
            Assert.Throws<InvalidDataException>(() => network.Load(stream, "model")).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFileThatStaysOnDisk_IsFittedAndReadAsInMemory(bool isPacked)
    {
        using Temporary files = new();
        string path = files["people.csv"];
        byte[] text = Encoding.UTF8.GetBytes(Passengers.Text);
        File.WriteAllBytes(path, isPacked ? Packed(text) : text);
        TableSchema schema = TableSchema.Fit(path, Passengers.Options);
        Assert.Equal(TableText.Write(Passengers.Schema()), TableText.Write(schema));
        IBatchSource source = schema.Open(path, schema.Rows);
        Dataset expected = schema.Apply(TableData.Read(path, Passengers.Options));
        Assert.Equal(expected.ClassNames, source.Format.ClassNames);
        Assert.Equal(4, source.Count);
        foreach (int batch in new[] { 1, 3, 4, 100 })
        {
            float[] inputs = new float[8 * 7];
            int[] labels = new int[8];
            using IBatchReader reader = source.Open(batch);
            int read = 0, count;
            while ((count = reader.Read(Math.Min(batch, 4), inputs.AsSpan(read * 7), labels.AsSpan(read), [])) > 0)
                read += count;
            Assert.Equal(4, read);
            Assert.Equal(expected.Inputs, inputs.AsSpan(0, 4 * 7));
            Assert.Equal(expected.Labels, labels.AsSpan(0, 4));
        }
    }

    [Fact]
    public void WhatIsWrongInAFile_IsToldWhenItIsRead()
    {
        using Temporary files = new();
        string path = files["people.csv"];
        File.WriteAllText(path, Passengers.Text);
        TableSchema schema = TableSchema.Fit(path, Passengers.Options);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => schema.Open(path, 0));
        Assert.Throws<FileNotFoundException>(() => schema.Open(files["absent.csv"]));
        IBatchSource source = schema.Open(path);
        File.AppendAllText(path, "5,2024-01-05,old,10,male,S,no\n");
        Assert.Matches($"^'.*people.csv' was changed since its source was made: it has {new FileInfo(path).Length} bytes, {Passengers.Text.Length} "
            + "then", Assert.Throws<InvalidDataException>(() => source.Open(0)).Message);
        Trainer<SoftmaxRegression> trainer = new(new SoftmaxRegression(7, 2, 1));
        Assert.Contains("people.csv', line 6: column 'age': 'old' is not a finite number",
            Assert.Throws<InvalidDataException>(() => trainer.Fit(schema.Open(path), batchSize: 2)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "id,date,age\n1,2,3\n");
        Assert.Contains("has no column 'fare'", Assert.Throws<InvalidDataException>(() => schema.Open(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Packed(byte[] bytes)
    {
        MemoryStream stream = new();
        using (System.IO.Compression.GZipStream gzip = new(stream, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    // What changes each member of a document: to another text, or to nothing.
    private static List<Action<string?>> Members(JsonNode node)
    {
        List<Action<string?>> all = [];
        if (node is JsonObject parent)
        {
            foreach (string name in parent.Select(p => p.Key).ToArray())
            {
                all.Add(text => _ = text is null ? parent.Remove(name) : (parent[name] = JsonNode.Parse(text)) is null);
                if (parent[name] is { } child)
                    all.AddRange(Members(child));
            }
        }
        if (node is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                int at = i;
                all.Add(text =>
                {
                    if (text is null)
                        list.RemoveAt(at);
                    else
                        list[at] = JsonNode.Parse(text);
                });
                if (list[i] is { } child)
                    all.AddRange(Members(child));
            }
        }
        return all;
    }
}
