using System.IO.Compression;

namespace DeepTrainer.Tests;

public class IdxTests
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, 2, 253, 254, 255];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 0];

    [Fact]
    public void ImagesAndLabels_AreRead_PackedOrNot()
    {
        foreach (bool packed in new[] { false, true })
        {
            Dataset data = Dataset.FromIdx(Stream(Images, packed), Stream(Labels, packed), classes: 10);
            Assert.Equal([1, 1, 3], data.InputShape.AsSpan());
            Assert.Equal([253f, 254, 255], data.Input(1));
            Assert.Equal([7, 0], data.Labels);
            Assert.Equal(10, data.Classes);
        }
        Assert.Equal(8, Dataset.FromIdx(Stream(Images), Stream(Labels)).Classes);
    }

    [Fact]
    public void Floats_AreBigEndian()
    {
        byte[] floats = [0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0];
        Assert.Equal([1f, -2], Dataset.FromIdx(Stream(floats), Stream(Labels)).Inputs);
    }

    [Fact]
    public void DamagedFiles_AreRefusedWithTheReason()
    {
        Fails("should have 6 bytes of data but has 5", Images[..^1], Labels);
        Fails("should have 6 bytes of data but has 7", [.. Images, 0], Labels);
        Fails("too few", Images[..10], Labels);
        Fails("two zero bytes", [1, .. Images[1..]], Labels);
        Fails("type 0x09", [0, 0, 9, .. Images[3..]], Labels);
        Fails("impossible shape", [0, 0, 8, 3, 0x7F, 255, 255, 255, 0x7F, 255, 255, 255, 0, 0, 0, 3], Labels);
        Fails("impossible shape", [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0, 0, 3], Labels);
        Fails("2 samples, but 'labels' has 1", Images, [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        Fails("label 7 of sample 0", Images, Labels, classes: 7);
        Fails("labels have 1", Images, Images);
    }

    [Fact]
    public void AHugeLabel_MakesNoHugeListOfClasses()
    {
        byte[] image = [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5], label = [0, 0, 0x0D, 1, 0, 0, 0, 1, 0x4C, 0xBE, 0xBC, 0x20];
        Fails("label 100000000 of sample 0 would make 100000001 classes, and at most 100000 are made", image, label);
        Fails("is no class", image, [.. label[..8], 0x4F, 0, 0, 0]);
        byte[] modest = [.. label[..8], 0x48, 0x12, 0x7C, 0];
        Fails("label 150000 ", image, modest);
        Assert.Equal(150_001, Dataset.FromIdx(Stream(image), Stream(modest), limits: new ReadLimits { MaxClasses = 200_000 }).Classes);
        Assert.Equal(150_001, Dataset.FromIdx(Stream(image), Stream(modest), classes: 150_001).Classes);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromIdx(Stream(image), Stream(modest), classes: 0));
        Assert.Contains("16777216 classes at most",
            Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromIdx(Stream(image), Stream(modest), classes: int.MaxValue)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromLabels([1], [1], [0], (1 << 24) + 1));
    }

    private static void Fails(string part, byte[] images, byte[] labels, int? classes = null) =>
        Assert.Contains(
            part, Assert.Throws<InvalidDataException>(() => Dataset.FromIdx(Stream(images), Stream(labels), classes)).Message, StringComparison.Ordinal);

    private static MemoryStream Stream(byte[] bytes, bool packed = false)
    {
        if (!packed)
            return new MemoryStream(bytes);
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(bytes);
        memory.Position = 0;
        return memory;
    }
}
