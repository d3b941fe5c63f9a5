using System.Buffers.Binary;
using System.Text;
using static DeepTrainer.Tests.SourceFiles;

namespace DeepTrainer.Tests;

/// <summary>Samples that stay in their files while a network is trained on them.</summary>
public class FileSourceTests
{
    private const int Count = 117;

    private static readonly SampleFormat Format = SampleFormat.OfLabels([1, 2, 3], 5);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void IdxFiles_GiveWhatTheyGiveInMemory(bool floats, bool isPacked)
    {
        using Temporary files = new();
        byte[] images = IdxImages(floats: floats);
        File.WriteAllBytes(files["images"], isPacked ? Packed(images) : images);
        File.WriteAllBytes(files["labels"], isPacked ? Packed(IdxLabels()) : IdxLabels());
        Dataset expected = Dataset.FromIdx(files["images"], files["labels"]);
        IBatchSource source = BatchSource.FromIdx(files["images"], files["labels"]);
        Assert.Equal(expected.InputShape, source.Format.InputShape);
        Assert.Equal(expected.ClassNames, source.Format.ClassNames);
        foreach (int batch in new[] { 1, 7, 100, 1000 })
        {
            (float[] inputs, int[] labels) = Read(source, batch, batch);
            Assert.Equal(expected.Inputs, inputs);
            Assert.Equal(expected.Labels, labels);
        }
        if (isPacked)
        {
            Assert.Contains("ShuffleWithin", Assert.Throws<ArgumentException>("source", () => source.Reshuffled(1)).Message, StringComparison.Ordinal);
            return;
        }
        // In the orders of the samples in memory, drawn from all of them.
        for (int pass = 0; pass < 3; pass++)
        {
            (float[] inputs, int[] labels) = Read(source.Reshuffled(4), pass, 10);
            (float[] ordered, int[] classes) = Read(expected.Reshuffled(4), pass, 7);
            Assert.Equal(ordered, inputs);
            Assert.Equal(classes, labels);
            Assert.NotEqual(expected.Inputs.ToArray(), inputs);
        }
    }

    [Fact]
    public void WhatIsPrepared_IsWhatDatasetsAreInMemory_BehindAndBeforeWhatElseThereIs()
    {
        using Temporary files = new();
        File.WriteAllBytes(files["images"], IdxImages());
        File.WriteAllBytes(files["labels"], IdxLabels());
        Dataset all = Dataset.FromIdx(files["images"], files["labels"]);
        Standardization scale = Standardization.Fit(all);
        IBatchSource source = BatchSource.FromIdx(files["images"], files["labels"]);
        Assert.Equal(all.Scale(1 / 255f).Inputs, Read(source.Scale(1 / 255f), 0, 7).Inputs);
        foreach (int batch in new[] { 1, 7, 1000 })
        {
            (float[] inputs, int[] labels) = Read(source.Reshuffled(4).Prepare(scale.Apply).Prefetch(), 2, batch);
            (float[] expected, int[] classes) = Read(scale.Apply(all).Reshuffled(4), 2, 10);
            Assert.Equal(expected, inputs);
            Assert.Equal(classes, labels);
        }
        Assert.Throws<ArgumentException>("targets", () => source.Prepare(targets: values => values.Clear()));

        Dataset prices = Dataset.FromTargets([1, 2, 3], [1], [10, 20, 60], [1]);
        Standardization money = Standardization.FitTargets(prices);
        using IBatchReader reader = prices.Prepare(inputs: x => x[0]++, targets: money.Apply).Open(0);
        float[] x = new float[3], y = new float[3];
        Assert.Equal(3, reader.Read(3, x, [], y));
        Assert.Equal([2, 3, 4], x);
        Assert.Equal(money.ApplyToTargets(prices).Targets, y);
        Assert.Equal([1, 2, 3], prices.Inputs);
    }

    [Fact]
    public void DamagedIdxFiles_AreRefusedWithTheReason()
    {
        using Temporary files = new();
        byte[] images = IdxImages(), labels = IdxLabels();
        Fails("of shape [117, 2, 3] should have 702 bytes of data but has 701", images[..^1], labels);
        Fails("should have 702 bytes of data but has 703", [.. images, 0], labels);
        Fails("two zero bytes", images[1..], labels);
        Fails("117 samples, but '", images, IdxLabels(100));
        Fails("label 4 of sample 4 would make 5 classes, and at most 3 are made", images, labels, limits: new() { MaxClasses = 3 });
        Fails("labels have 1", images, images);
        // A file larger than memory is none larger than any disk.
        Fails("impossible shape", [0, 0, 0x0D, 4, .. Enumerable.Repeat((byte)0x7F, 16)], labels);
        Assert.Throws<ArgumentOutOfRangeException>("classes", () => BatchSource.FromIdx("absent", "absent", 0));
        Assert.Throws<FileNotFoundException>(() => BatchSource.FromIdx("absent", "absent"));
        // What shows only in the numbers is told when they are read.
        Fails("label 3 of sample 3 is no class; they are 0 to 2", images, labels, classes: 3, isLater: true);
        Fails("is a damaged gzip file", Packed(images)[..^9], labels, isLater: true);
        Fails("should have 702 bytes of data but has more", Packed([.. images, 1]), labels, isLater: true);
        Fails("should have 702 bytes of data but has 600", Packed(images[..^102]), labels, isLater: true);

        void Fails(string message, byte[] images, byte[] labels, int? classes = null, ReadLimits? limits = null, bool isLater = false)
        {
            File.WriteAllBytes(files["images"], images);
            File.WriteAllBytes(files["labels"], labels);
            IBatchSource? source = isLater ? BatchSource.FromIdx(files["images"], files["labels"], classes, limits) : null;
            string told = Assert.Throws<InvalidDataException>(() => _ = source is null
                ? BatchSource.FromIdx(files["images"], files["labels"], classes, limits) : (object)Read(source, 0, 50)).Message;
            Assert.Contains(message, told, StringComparison.Ordinal);
            Assert.StartsWith($"'{files.Folder}", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FilesThatChange_AreToldInsteadOfRead()
    {
        using Temporary files = new();
        File.WriteAllBytes(files["images"], IdxImages());
        File.WriteAllBytes(files["labels"], IdxLabels());
        IBatchSource source = BatchSource.FromIdx(files["images"], files["labels"]);
        using (IBatchReader reader = source.Open(0))
        {
            reader.Read(10, new float[60], new int[10], []);
            using (FileStream stream = new(files["images"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                stream.SetLength(300);
            Assert.Contains("images' was cut off while it was read: there is nothing at byte 300",
                Assert.Throws<InvalidDataException>(() => reader.Read(100, new float[600], new int[100], [])).Message, StringComparison.Ordinal);
        }
        Assert.Contains("images' was changed since its source was made: it has 300 bytes, 718 then",
            Assert.Throws<InvalidDataException>(() => source.Open(1)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(files["images"], IdxImages());
        File.SetLastWriteTimeUtc(files["images"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("was changed", Assert.Throws<InvalidDataException>(() => source.Open(1)).Message, StringComparison.Ordinal);
    }

    // What was read is no whole pass: a table that was cut off behind a line just ends.
    [Theory]
    [InlineData("table")]
    [InlineData("images")]
    [InlineData("tensors")]
    [InlineData("lines")]
    [InlineData("windows")]
    public void FilesThatChangeDuringAPass_AreToldAtItsEnd(string file)
    {
        using Temporary files = new();
        File.WriteAllText(files["table"], "x,y\n" + string.Concat(Enumerable.Repeat("1,a\n", 20_000)));
        File.WriteAllText(files["lines"], string.Concat(Enumerable.Repeat("a\tb\n", 20_000)));
        File.WriteAllText(files["windows"], string.Concat(Enumerable.Repeat("abb\n", 20_000)));
        File.WriteAllBytes(files["images"], IdxImages());
        File.WriteAllBytes(files["labels"], IdxLabels());
        new TensorFile([new("inputs", [100, 6], new float[600]), new("targets", [100], new float[100])]).Write(files["tensors"]);
        TextOptions options = new(CharacterTokenizer.Fit(["ab\n"]), 1);
        IBatchSource source = file switch
        {
            "table" => TableSchema.Fit(files["table"], new() { Columns = [TableColumn.Label("y")] }).Open(files["table"]),
            "images" => BatchSource.FromIdx(files["images"], files["labels"]),
            "tensors" => BatchSource.FromSafetensors(files["tensors"], SampleFormat.OfLabels([6], 5)),
            "lines" => TextData.LabelledLines(files["lines"], ["a"], options),
            _ => TextData.WindowsOfFile(files["windows"], options),
        };
        using IBatchReader reader = source.Open(0);
        Assert.Equal(10, ReadBatch());
        using (FileStream stream = new(files[file], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            if (file is "images" or "tensors")
                File.SetLastWriteTimeUtc(stream.SafeFileHandle, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            else
                stream.SetLength(stream.Length / 8 * 4);
        }
        string told = Assert.Throws<InvalidDataException>(() =>
        {
            while (ReadBatch() > 0)
            {
            }
        }).Message;
        Assert.Contains($"{file}' was changed since its source was made", told, StringComparison.Ordinal);

        int ReadBatch() => reader.Read(10, new float[10 * source.Format.InputSize], new int[10], []);
    }

    [Fact]
    public void Labels_AreShownAlikeEverywhere()
    {
        using Temporary files = new();
        new TensorFile([new("inputs", [1, 6], new float[6]), new("targets", [1], [0.5f])]).Write(files["data"]);
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            var commas = (System.Globalization.CultureInfo)before.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = commas;
            string told = Assert.Throws<InvalidDataException>(() => Read(BatchSource.FromSafetensors(files["data"], SampleFormat.OfLabels([6], 5)), 0, 1)).Message;
            Assert.Contains("label 0.5 of sample 0", told, StringComparison.Ordinal);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    // Inputs as they are usually stored, labels as NumPy and PyTorch have them.
    [Theory]
    [InlineData("F32", "I64")]
    [InlineData("F16", "U8")]
    [InlineData("BF16", "I32")]
    [InlineData("F64", "I16")]
    [InlineData("U8", "F32")]
    [InlineData("I8", "U16")]
    [InlineData("U32", "U64")]
    [InlineData("U64", "U32")]
    public void TensorsOfEveryType_AreRead(string inputs, string labels)
    {
        using Temporary files = new();
        // Small whole numbers are the same in all of them.
        float[] values = [.. Enumerable.Range(0, Count * 6).Select(i => (float)(i % 17))];
        File.WriteAllBytes(files["data"], Safetensors(("inputs", inputs, "[117,2,3]", Bytes(values, inputs)),
            ("y", labels, "[117,1]", Bytes([.. Enumerable.Range(0, Count).Select(i => (float)(i % 5))], labels))));
        IBatchSource source = BatchSource.FromSafetensors(files["data"], Format, targets: "y");
        (float[] read, int[] classes) = Read(source, 0, 17);
        Assert.Equal(values, read);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i % 5), classes);
        (float[] shuffled, int[] others) = Read(source.Reshuffled(3), 1, 10);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (int)values[i * 6]).Order(), Enumerable.Range(0, Count).Select(i => (int)shuffled[i * 6]).Order());
        Assert.NotEqual(classes, others);
    }

    [Fact]
    public void TargetValues_AreRead_AndSamplesWithoutTargets()
    {
        using Temporary files = new();
        new TensorFile([new("inputs", [3, 2], [1, 2, 3, 4, 5, 6]), new("targets", [3, 1, 2], [.1f, .2f, .3f, .4f, .5f, .6f]), new("more", [1], [0])]).Write(files["data"]);
        using IBatchReader reader = BatchSource.FromSafetensors(files["data"], SampleFormat.OfTargets([2], [2])).Open(0);
        float[] inputs = new float[6], targets = new float[6];
        Assert.Equal(3, reader.Read(3, inputs, [], targets));
        Assert.Equal([.1f, .2f, .3f, .4f, .5f, .6f], targets);
        using IBatchReader alone = BatchSource.FromSafetensors(files["data"], SampleFormat.OfInputs([2]), targets: "absent").Reshuffled().Open(0);
        Assert.Equal(3, alone.Read(3, inputs, [], []));
        Assert.Equal(21, inputs.Sum());
    }

    [Fact]
    public void TensorsThatAreNotWhatTheFormatSays_AreRefused()
    {
        using Temporary files = new();
        new TensorFile([new("inputs", [4, 2, 3], new float[24]), new("targets", [4], new float[4]), new("few", [3], new float[3]),
            new("one", [], new float[1])]).Write(files["data"]);
        string data = files["data"];
        Fails($"'{data}' has no tensor 'x'; there are 'few', 'inputs', 'one', 'targets'.", inputs: "x");
        // Channels last have as many numbers.
        Fails($"'{data}': 'inputs' F32 [4, 2, 3] should be [4, 3, 2]: 4 samples, and the format says that an input has the shape [3, 2].", SampleFormat.OfLabels([3, 2], 5));
        Fails($"'{data}': 'few' F32 [3] should be [4]: 4 samples, and the format says that a sample's labels has the shape [].", targets: "few");
        Fails($"'{data}': 'one' F32 [] should be [0, 1, 2, 3]: 0 samples, and the format says that an input has the shape [1, 2, 3].", inputs: "one");
        File.WriteAllBytes(data, Safetensors(("inputs", "BOOL", "[4,2,3]", new byte[24]), ("targets", "I64", "[4]", Bytes([0, 1, 2, 9], "I64"))));
        Fails($"'{data}': 'inputs' BOOL [4, 2, 3] holds no numbers that become floats; take one of F32, F16, BF16, F64, U8, I8, U16, I16, U32, I32, U64 or I64.");
        File.WriteAllBytes(data, Safetensors(("inputs", "U8", "[4,2,3]", new byte[24]), ("targets", "I64", "[4]", Bytes([0, 1, 2, 9], "I64"))));
        Assert.Equal($"'{data}': label 9 of sample 3 is no class; they are 0 to 4.",
            Assert.Throws<InvalidDataException>(() => Read(BatchSource.FromSafetensors(data, Format), 0, 3)).Message);
        byte[] whole = File.ReadAllBytes(data);
        foreach (int length in Enumerable.Range(0, whole.Length))
        {
            File.WriteAllBytes(data, whole[..length]);
            Assert.StartsWith($"'{data}' is no safetensors file that can be read: ",
                Assert.Throws<InvalidDataException>(() => BatchSource.FromSafetensors(data, Format)).Message, StringComparison.Ordinal);
        }

        void Fails(string message, SampleFormat? format = null, string inputs = "inputs", string targets = "targets") =>
            Assert.Equal(message, Assert.Throws<InvalidDataException>(() => BatchSource.FromSafetensors(data, format ?? Format, inputs, targets)).Message);
    }

    // Whatever stands in a file: samples, or an error of the documented kind.
    [Fact]
    public void MutatedFiles_GiveSamples_OrAreRefused()
    {
        using Temporary files = new();
        byte[] images = IdxImages(), packed = Packed(images), labels = IdxLabels();
        byte[] tensors = Safetensors(("inputs", "F32", "[4,2,3]", new byte[96]), ("targets", "I64", "[4]", Bytes([0, 1, 2, 3], "I64")));
        RandomSource random = new(2);
        int[] read = new int[3];
        for (int round = 0; round < 450; round++)
        {
            int kind = round % 3;
            try
            {
                byte[] changed = Mutated(kind == 0 ? images : kind == 1 ? packed : tensors);
                File.WriteAllBytes(files["data"], changed);
                File.WriteAllBytes(files["labels"], round % 2 == 0 ? labels : Mutated(labels));
                IBatchSource source = kind == 2 ? BatchSource.FromSafetensors(files["data"], Format) : BatchSource.FromIdx(files["data"], files["labels"]);
                // A packed file may claim any size. Nobody takes memory for it before a network takes inputs of that size.
                if (source.Format.InputSize > 1 << 16)
                    continue;
                float[] inputs = new float[50 * source.Format.InputSize];
                using IBatchReader reader = source.Open(0);
                while (reader.Read(50, inputs, new int[50], []) > 0)
                {
                }
                read[kind]++;
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith($"'{files.Folder}", e.Message, StringComparison.Ordinal);
            }
        }
        // A packed file has a checksum, which hardly any change gets past.
        Assert.InRange(read[0], 5, 145);
        Assert.InRange(read[1], 0, 20);
        Assert.InRange(read[2], 5, 145);

        // Headers are short, so that a change among their bytes is tried often.
        byte[] Mutated(byte[] original)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(3); change >= 0; change--)
                bytes[random.Next(random.Next(2) == 0 ? Math.Min(60, bytes.Length) : bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256)
                    : (byte)"0127[],\"\0\xFF"[random.Next(10)];
            return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        }
    }

    // 6 GB, of which nothing is stored but its end: more than a TensorFile can hold, and than this test may take.
    [Fact]
    public void AFileOfGigabytes_TakesNoMemory()
    {
        using Temporary files = new();
        const int Samples = 1_500_000, Size = 1000;
        long length = (long)Samples * Size * sizeof(float);
        byte[] header = Safetensors(("inputs", "F32", $"[{Samples},{Size}]", []))[8..];
        header = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(header).Replace("[0,0]", $"[0,{length}]", StringComparison.Ordinal));
        using (FileStream stream = File.Create(files["data"]))
        {
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)header.Length);
            stream.Write(number);
            stream.Write(header);
            stream.SetLength(8 + header.Length + length);
            stream.Position = stream.Length - 4;
            BinaryPrimitives.WriteSingleLittleEndian(number, 42);
            stream.Write(number[..4]);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        IBatchSource source = BatchSource.FromSafetensors(files["data"], SampleFormat.OfInputs([Size]));
        using ISampleReader samples = ((IIndexedSource)source).OpenSamples();
        float[] inputs = new float[Size];
        foreach (int index in new[] { 0, 700_000, Samples - 1 })
            samples.Read(index, 1, inputs, [], []);
        Assert.Equal(42, inputs[^1]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 20);
    }

    // A table that is read from its first row to its last, many times what may be allocated for it.
    [Fact]
    public void ATableOfAHundredMegabytes_TakesTheMemoryOfARow()
    {
        using Temporary files = new();
        const int Rows = 100_000, Columns = 150;
        string row = string.Join(',', Enumerable.Range(0, Columns).Select(i => $"{i}.25")) + ",red,yes\n";
        string other = string.Join(',', Enumerable.Range(0, Columns).Select(i => $"-{i}")) + ",\"dark blue\",no\n";
        using (StreamWriter writer = new(files["table.csv"]))
        {
            writer.Write(string.Join(',', Enumerable.Range(0, Columns).Select(i => $"x{i}")) + ",colour,y\n");
            for (int i = 0; i < Rows; i++)
                writer.Write(i % 2 == 0 ? row : other);
        }
        Assert.InRange(new FileInfo(files["table.csv"]).Length, 70_000_000, 120_000_000);
        File.WriteAllText(files["few.csv"], File.ReadLines(files["table.csv"]).Take(11).Aggregate((a, b) => a + "\n" + b));
        TableOptions options = new() { Columns = [TableColumn.Label("y")] };
        long before = GC.GetAllocatedBytesForCurrentThread();
        TableSchema schema = TableSchema.Fit(files["table.csv"], options);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 20);
        Assert.Equal(Rows, schema.Rows);
        Assert.Equal(Columns + 2, schema.InputNames.Length);
        Assert.Equal(TableSchema.Fit(files["few.csv"], options).Texts("colour"), schema.Texts("colour"));
    }

    [Fact]
    public void Batches_AllocateNothing()
    {
        using Temporary files = new();
        File.WriteAllText(files["table.csv"], "a,b,y\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}.5,\"text {i % 9}\",{i % 3}\n")));
        File.WriteAllBytes(files["images"], IdxImages(5000));
        File.WriteAllBytes(files["labels"], [0, 0, 8, 1, 0, 0, 0x13, 0x88, .. new byte[5000]]);
        new TensorFile([new("inputs", [5000, 6], new float[30_000]), new("targets", [5000], new float[5000])]).Write(files["tensors"]);
        TableSchema schema = TableSchema.Fit(files["table.csv"], new() { Columns = [TableColumn.Label("y")] });
        IBatchSource idx = BatchSource.FromIdx(files["images"], files["labels"]), tensors = BatchSource.FromSafetensors(files["tensors"], SampleFormat.OfLabels([6], 5));
        File.WriteAllBytes(files["packed"], Packed(IdxImages(5000)));
        foreach (IBatchSource source in new[] { schema.Open(files["table.csv"]), idx, idx.Reshuffled(), tensors, tensors.Reshuffled(),
            BatchSource.FromIdx(files["packed"], files["labels"]) })
        {
            float[] inputs = new float[17 * source.Format.InputSize];
            int[] labels = new int[17];
            using IBatchReader reader = source.Open(0);
            for (int batch = 0; batch < 20; batch++)
                reader.Read(17, inputs, labels, []);
            long before = GC.GetAllocatedBytesForCurrentThread();
            int read = 0, more;
            for (int batch = 0; batch < 250; batch++)
                read += reader.Read(17, inputs, labels, []);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            // The end of a pass may: the file is looked at once more.
            while ((more = reader.Read(17, inputs, labels, [])) > 0)
                read += more;
            Assert.Equal(5000 - 340, read);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainingOnFiles_IsResumedBitForBit(bool isTensors)
    {
        using Temporary files = new();
        File.WriteAllBytes(files["images"], IdxImages());
        File.WriteAllBytes(files["labels"], IdxLabels());
        Dataset data = Dataset.FromIdx(files["images"], files["labels"]);
        new TensorFile([new("inputs", [Count, 2, 3], data.Inputs), new("targets", [Count], data.Labels.ToArray().Select(l => (float)l).ToArray())]).Write(files["tensors"]);
        SoftmaxRegression inMemory = New(), whole = New();
        Fit(data.Reshuffled(5), inMemory, []);
        Fit(Source(), whole, []);
        Assert.Equal(Runs.Bits(inMemory), Runs.Bits(whole));
        for (int batches = 1; batches < whole.Steps; batches += 5)
        {
            SoftmaxRegression rest = New();
            Fit(Source(), New(), [new StopAfter(batches), new Checkpoint(files["run"])]);
            Fit(Source(), rest, [], files[Path.Combine("run", "last.safetensors")]);
            Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));
        }

        SoftmaxRegression New() => new(6, 5, 1) { LearningRate = 1e-4f };

        IBatchSource Source() =>
            (isTensors ? BatchSource.FromSafetensors(files["tensors"], Format) : BatchSource.FromIdx(files["images"], files["labels"])).Reshuffled(5).Prefetch();

        static void Fit(IBatchSource source, INetwork network, Callback[] callbacks, Resume resume = default) =>
            new Trainer<INetwork>(network).Fit(source, epochs: 3, batchSize: 10, callbacks: callbacks, resume: resume);
    }
}
