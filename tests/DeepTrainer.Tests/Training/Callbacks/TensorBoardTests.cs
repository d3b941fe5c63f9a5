using System.Buffers.Binary;
using System.Text;

namespace DeepTrainer.Tests;

public class TensorBoardTests
{
    [Fact]
    public void TheChecksum_IsCrc32C()
    {
        // The check value of the CRC catalogue, and RFC 3720's 32 zeros.
        Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AA, Crc32C.Of(new byte[32]));
    }

    [Fact]
    public void EpochsAndBatches_AreScalars_AndWeightsHistograms()
    {
        using Temporary files = new();
        SoftmaxRegression network = Runs.Network();
        TensorBoard board = new(files["runs/a"]) { EveryBatches = 8 };
        History history = Runs.Fit(network, 2, [board]);
        Assert.StartsWith(files["runs/a"], board.Path, StringComparison.Ordinal);
        List<Event> events = Read(board.Path!);
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal([8L, 16, 24, 32], events.Where(e => e.Tag == "batch/loss").Select(e => e.Step));
        foreach ((string tag, Func<EpochResult, double> value) in ((string, Func<EpochResult, double>)[])
            [("loss/train", e => e.TrainLoss), ("loss/validation", e => e.ValidationLoss!.Value),
                ("accuracy/validation", e => e.ValidationAccuracy!.Value), ("learning rate", e => e.LearningRate), ("metrics/F1", e => e.Metrics["F1"])])
        {
            Event[] own = [.. events.Where(e => e.Tag == tag)];
            Assert.Equal([17L, 34], own.Select(e => e.Step));
            Assert.Equal(history.Epochs.Select(e => (float)value(e)), own.Select(e => e.Value!.Value));
        }
        double[] histogram = events.Last(e => e.Tag == "weights/dense1.weight").Histogram!;
        float[] weights = network.Parameters[0].ToArray();
        Assert.Equal([weights.Min(), weights.Max(), weights.Length], histogram[..3]);
        Assert.Equal(weights.Sum(w => (double)w), histogram[3], 1e-9);
        Assert.Equal(weights.Sum(w => (double)w * w), histogram[4], 1e-9);
        // 30 edges, then 30 counts: of each value, the first bucket whose edge isn't below it.
        double[] edges = histogram[5..35], counts = histogram[35..];
        Assert.Equal(weights.Length, counts.Sum());
        Assert.Equal(edges.Order(), edges);
        Assert.True(edges[^1] >= weights.Max());
        Assert.Contains("Dense(3)", events.Single(e => e.Tag == "summary").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_ArePngOfTheirPixels()
    {
        using Temporary files = new();
        TensorBoard board = new(files.Folder)
        {
            EachEpoch = (t, writer) =>
            {
                writer.AddImage("gray", t.Network.Steps, [0, 1, 0.5f, -1, 2, float.NaN], width: 3, height: 2, range: (0, 1));
                writer.AddImage("color", t.Network.Steps, [-1, 0, 0, 1, 1, 1], width: 2, height: 1, channels: 3);
            },
        };
        Runs.Fit(Runs.Network(), 1, [board]);
        List<Event> events = Read(board.Path!);
        Assert.Equal((3, 2, 1), events.Single(e => e.Tag == "gray").Size);
        Assert.Equal([0, 255, 128, 0, 255, 0], Pixels(events.Single(e => e.Tag == "gray").Png!, 3, 2));
        // [channels, height, width] becomes red, green, blue, pixel by pixel.
        Assert.Equal([0, 128, 255, 128, 255, 255], Pixels(events.Single(e => e.Tag == "color").Png!, 6, 1));
        using TensorBoardWriter own = new(files["own"]);
        Assert.Throws<ArgumentException>(() => own.AddImage("x", 0, new float[5], 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => own.AddImage("x", 0, new float[8], 2, 2, 2));
    }

    [Fact]
    public void HistogramsOfEqualOrSpoiledValues_AreWhole()
    {
        using Temporary files = new();
        string path;
        using (TensorBoardWriter writer = new(files.Folder))
        {
            writer.AddHistogram("equal", 1, [2, 2, 2]);
            writer.AddHistogram("spoiled", 1, [float.NaN, 1, float.PositiveInfinity, 3]);
            writer.AddHistogram("none", 1, []);
            path = writer.Path;
        }
        List<Event> events = Read(path);
        double[] Of(string tag) => events.Single(e => e.Tag == tag).Histogram!;
        Assert.Equal([2d, 2, 3, 6, 12], Of("equal")[..5]);
        Assert.Equal(3, Of("equal")[35..].Max());
        Assert.Equal([1d, 3, 2, 4, 10], Of("spoiled")[..5]);
        Assert.Equal(0, Of("none")[35..].Sum());
    }

    [Theory]
    [InlineData(1, 25)]
    [InlineData(8, 3)]
    public void AResumedTraining_GoesOnInItsFile_WithoutWhatCameAfterTheCheckpoint(int every, int saved)
    {
        using Temporary files = new();
        TensorBoard whole = new(files["whole"]) { EveryBatches = every }, parts = new(files["parts"]) { EveryBatches = every };
        Runs.Fit(Runs.Network(), 3, [whole]);
        Checkpoint checkpoint = new(files["saved"]) { EveryBatches = saved, EveryEpochs = 0, Best = 0 };
        Assert.Throws<IOException>(() => Runs.Fit(Runs.Network(), 3, [parts, new Killer(40), checkpoint]));
        TensorBoard rest = new(files["parts"]) { EveryBatches = every };
        Runs.Fit(Runs.Network(5), 3, [rest], resume: checkpoint);
        Assert.Single(Directory.GetFiles(files["parts"]));
        Assert.Equal(Read(whole.Path!).Select(e => (e.Step, e.Tag, e.Value)), Read(rest.Path!).Select(e => (e.Step, e.Tag, e.Value)));
    }

    private sealed class Killer(long step) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (training.Network.Steps == step)
                throw new IOException("killed");
        }
    }

    private sealed record Event(long Step)
    {
        public string? Version { get; init; }

        public string? Tag { get; init; }

        public float? Value { get; init; }

        public double[]? Histogram { get; init; }

        public (int Width, int Height, int Channels) Size { get; init; }

        public byte[]? Png { get; init; }

        public string? Text { get; init; }
    }

    // A reader of its own, by the documents of TFRecord and protocol buffers.
    private static List<Event> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        List<Event> events = [];
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(ToEvent(Fields(file[(at + 12)..(at + 12 + length)])));
            at += 16 + length;
        }
        return events;
    }

    private static Event ToEvent(ILookup<int, byte[]> fields)
    {
        double time = BinaryPrimitives.ReadDoubleLittleEndian(fields[1].Single());
        Assert.InRange(time, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        long step = (long)BinaryPrimitives.ReadUInt64LittleEndian(fields[2].Single());
        if (fields[3].SingleOrDefault() is { } version)
            return new(step) { Version = Encoding.UTF8.GetString(version) };
        ILookup<int, byte[]> value = Fields(Fields(fields[5].Single())[1].Single());
        Event e = new(step) { Tag = Encoding.UTF8.GetString(value[1].Single()) };
        if (value[2].SingleOrDefault() is { } simple)
            return e with { Value = BinaryPrimitives.ReadSingleLittleEndian(simple) };
        if (value[4].SingleOrDefault() is { } image)
        {
            ILookup<int, byte[]> i = Fields(image);
            int Whole(int field) => (int)BinaryPrimitives.ReadUInt64LittleEndian(i[field].Single());
            return e with { Size = (Whole(2), Whole(1), Whole(3)), Png = i[4].Single() };
        }
        if (value[5].SingleOrDefault() is { } histogram)
            return e with
            {
                Histogram = [.. Enumerable.Range(1, 7).SelectMany(f => Fields(histogram)[f].Single().Chunk(8))
                    .Select(d => BinaryPrimitives.ReadDoubleLittleEndian(d))]
            };
        Assert.Equal("text", Encoding.UTF8.GetString(Fields(Fields(value[9].Single())[1].Single())[1].Single()));
        return e with { Text = Encoding.UTF8.GetString(Fields(value[8].Single())[8].Single()) };
    }

    private static ILookup<int, byte[]> Fields(byte[] message)
    {
        List<(int Field, byte[] Bytes)> fields = [];
        int at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = message[at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
        }
        while (at < message.Length)
        {
            ulong tag = Varint();
            int length = (tag & 7) switch { 1 => 8, 5 => 4, 2 => (int)Varint(), _ => 0 };
            fields.Add(((int)(tag >> 3), (tag & 7) == 0 ? BitConverter.GetBytes(Varint()) : message[at..(at + length)]));
            at += length;
        }
        return fields.ToLookup(f => f.Field, f => f.Bytes);
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        // Bit by bit, as the standard has it.
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    private static int[] Pixels(byte[] png, int bytesPerRow, int rows)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png.Take(8).Select(b => (int)b));
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        Assert.Equal("IDAT", Encoding.ASCII.GetString(png, 37, 4));
        // The empty IEND chunk's checksum is the same in all PNG files.
        Assert.Equal([0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^8..].Select(b => (int)b));
        using System.IO.Compression.ZLibStream unpacked = new(new MemoryStream(png, 41, length), System.IO.Compression.CompressionMode.Decompress);
        using MemoryStream all = new();
        unpacked.CopyTo(all);
        Assert.Equal(rows * (bytesPerRow + 1), all.Length);
        return [.. all.ToArray().Where((_, i) => i % (bytesPerRow + 1) != 0).Select(b => (int)b)];
    }
}
