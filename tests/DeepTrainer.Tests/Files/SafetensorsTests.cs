using System.Buffers.Binary;
using System.Text;
using CsCheck;

namespace DeepTrainer.Tests;

public class SafetensorsTests
{
    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}""", "has 16 bytes, but F32 [2] takes 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,20]}}""", "lies outside of the 16 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}""", "lies outside")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "end at byte 12, but there are 16")]
    [InlineData("""{"v":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "overlaps")]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "leaves a hole")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "leaves a hole")]
    [InlineData("""{"w":{"dtype":"F33","shape":[4],"data_offsets":[0,16]}}""", "unknown type 'F33'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,16]}}""", "impossible shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,16]}}""", "dimension of 9223372036854775807")]
    [InlineData("""{"w":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,16]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[-0,16]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4.0],"data_offsets":[0,16]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}""", "not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16,16]}}""", "3 data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}}""", "String instead of a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":4,"data_offsets":[0,16]}}""", "Number instead of StartArray")]
    [InlineData("""{"w":{"dtype":32,"shape":[4],"data_offsets":[0,16]}}""", "Number instead of String")]
    [InlineData("""{"w":{"shape":[4],"data_offsets":[0,16]}}""", "needs dtype, shape and data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "'dtype' twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"x":1}}""", "'x' twice, or it means nothing")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[0],"data_offsets":[16,16]}}""", "'w' stands there twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", "Number instead of String")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "twice")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "not the JSON of safetensors")]
    [InlineData("""[1, 2]""", "StartArray instead of StartObject")]
    [InlineData("""{"w":""", "not the JSON of safetensors")]
    [InlineData("""{} {}""", "not the JSON of safetensors")]
    [InlineData("""hello""", "not the JSON of safetensors")]
    [InlineData("", "not the JSON of safetensors")]
    public void AHostileHeader_IsRefusedWithTheReason(string header, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(Bytes(header, 16)), "hostile.safetensors"));
        Assert.Contains("'hostile.safetensors'", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "PK\u0003\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
            + "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000archive/data.pkl", "PyTorch checkpoint")]
    [InlineData(
        "PK\u0003\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
            + "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000arr_0.npy", "npz")]
    [InlineData(
        "PK\u0003\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
            + "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000metadata.json", "Keras model")]
    [InlineData("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", "pickle")]
    [InlineData("\u0089HDF\r\n\u001a\n\u0000\u0000", "HDF5")]
    [InlineData("GGUF\u0003\u0000\u0000\u0000\u0000", "GGUF")]
    [InlineData("\u0093NUMPY\u0001\u0000v\u0000", "NumPy array")]
    [InlineData("\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000\u0000", "gzip")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\u001c\u0000\u0000\u0000TFL3\u0000\u0000", "TensorFlow Lite")]
    [InlineData("\u0008\u0007\u0012\u0007pytorch\u001a\u00051.0.0", "ONNX")]
    public void AFileOfAnotherFormat_IsCalledByItsName(string start, string name)
    {
        string message = Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(Encoding.Latin1.GetBytes(start)), "w.pt")).Message;

        Assert.Contains("'w.pt'", message, StringComparison.Ordinal);
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.DoesNotContain("header claims", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShapesThatOverflow_AreTold()
    {
        foreach (int[] shape in (int[][])[[int.MaxValue, int.MaxValue, int.MaxValue], [1 << 16, 1 << 16, 1 << 16, 1 << 16], [.. Enumerable.Repeat(1 << 30, 9)]])
        {
            string message = Assert.Throws<ArgumentException>("rowMajor", () => new FileTensor("w", shape, [1, 2])).Message;
            Assert.StartsWith($"'w' of shape {LayerInfo.Text(shape)} has more than 2147483647 numbers, but 2 were given.", message, StringComparison.Ordinal);
        }
        Assert.Equal(0, new FileTensor("none", [int.MaxValue, int.MaxValue, int.MaxValue, 0], []).Length);
    }

    [Fact]
    public void Nulls_AreTold()
    {
        Assert.Contains("'author' is null", Assert.Throws<ArgumentException>("metadata", () => new TensorFile([], [new("author", null!)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("tensors", () => new TensorFile([null!]));
    }

    [Fact]
    public void ALargeCheckpoint_IsCalledByItsName()
    {
        // longer than what its first bytes would mean as a header's length
        byte[] bytes = new byte[70_000_000];
        "PK\u0003\u0004"u8.CopyTo(bytes);

        Assert.Contains("PyTorch checkpoint", Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "another format")]
    [InlineData(100_000_001UL, "another format")]
    [InlineData(99_999_999UL, "cut off")]
    [InlineData(3UL, "cut off")]
    public void AHeaderLengthThatCannotBe_IsRefused(ulong length, string part)
    {
        byte[] bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Contains(part, Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTruncation_IsRefused()
    {
        byte[] whole = Example();
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(whole, 0, length)));
    }

    [Fact]
    public void ChangedBytes_GiveAFileOrAnInvalidDataException_AndNothingElse()
    {
        byte[] whole = Example();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Each(changes =>
        {
            byte[] bytes = [.. whole];
            foreach ((int position, byte value) in changes)
                bytes[position] = value;
            try
            {
                foreach (FileTensor tensor in TensorFile.Read(new MemoryStream(bytes)).Tensors.Values)
                    _ = TensorTypes.IsFloat(tensor.DataType) ? tensor.ToFloats().Length : tensor.Length;
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 20_000);
    }

    [Fact]
    public void WhatIsWritten_IsReadBack()
    {
        TensorFile file = TensorFile.Read(new MemoryStream(Example()));
        Assert.Equal(["a.bias", "scalar", "ä \"quoted\""], file.Tensors.Keys);
        Assert.Equal([1f, -2f, float.NaN, float.PositiveInfinity, 1e-45f, -0f], file["a.bias"].ToFloats());
        Assert.Equal([2, 3], file["a.bias"].Shape.AsSpan());
        Assert.Equal([7f], file["scalar"].ToFloats());
        Assert.Empty(file["scalar"].Shape);
        Assert.Equal("läuft", file.Metadata["note"]);
    }

    [Fact]
    public void TheHeader_IsSortedAndPadded_SoThatTheDataIsAligned()
    {
        byte[] bytes = Example();
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        Assert.StartsWith("{\"__metadata__\":{\"note\":", header, StringComparison.Ordinal);
        Assert.True(header.IndexOf("a.bias", StringComparison.Ordinal) < header.IndexOf("scalar", StringComparison.Ordinal));
    }

    [Fact]
    public void OtherNumberTypes_AreConverted()
    {
        byte[] data = [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 5, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x00, 0x3E, 0xC0, 0x3F];
        TensorFile file = TensorFile.Read(new MemoryStream(Bytes(
            """
            {"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"l":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},
            "i":{"dtype":"I32","shape":[1],"data_offsets":[16,20]},"h":{"dtype":"F16","shape":[1],"data_offsets":[20,22]},
            "b":{"dtype":"BF16","shape":[1],"data_offsets":[22,24]}}
            """, data)));
        Assert.Equal([1.5f], file["d"].ToFloats());
        Assert.Equal([1.5f], file["h"].ToFloats());
        Assert.Equal([1.5f], file["b"].ToFloats());
        Assert.Equal([5L], file["l"].ToInt64s());
        Assert.Equal([-2L], file["i"].ToInt64s());
        Assert.Throws<InvalidDataException>(() => file["l"].ToFloats());
        Assert.Throws<InvalidDataException>(() => file["d"].ToInt64s());
    }

    [Fact]
    public void WhatCouldNotBeReadAgain_IsNotWritten()
    {
        Refused("__metadata__", new FileTensor("__metadata__", [1], [1f]));
        Refused("17 dimensions", new FileTensor("w", [.. Enumerable.Repeat(1, 17)], [1f]));
        Refused("surrogate", new FileTensor("half \ud800", [1], [1f]));
        Refused("longer than 65536 bytes", new FileTensor(new string('w', 65_537), [1], [1f]));
        Refused("called 'w'", new FileTensor("w", [1], [1f]), new FileTensor("w", [1], [1f]));
        Refused("at most 100000", [.. Enumerable.Range(0, 100_001).Select(i => new FileTensor($"{i}", [0], []))]);
        Assert.Throws<ArgumentException>(() => new TensorFile([], new Dictionary<string, string> { ["a"] = "\udc00" }));

        var stream = new MemoryStream();
        var edge = new FileTensor(new string('w', 65_536), [.. Enumerable.Repeat(1, 16)], [1f]);
        new TensorFile([edge], new Dictionary<string, string> { ["__metadata__"] = "" }).Write(stream);
        stream.Position = 0;
        Assert.Equal(edge.Name, Assert.Single(TensorFile.Read(stream).Tensors).Key);
    }

    [Fact]
    public void LongNames_AreNotEchoedWhole()
    {
        foreach (int length in new[] { 60_000, 70_000, 1_000_000 })
        {
            string name = new('w', length);
            foreach (string header in new[]
            {
                $$$"""{"{{{name}}}":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}}""",
                $$$"""{"{{{name}}}":{"dtype":"F32","shape":[-1],"data_offsets":[0,16]}}""",
                $$$"""{"w":{"dtype":"{{{name}}}","shape":[4],"data_offsets":[0,16]}}""",
                $$$"""{"w":{"{{{name}}}":"F32"}}""",
                $$$"""{"__metadata__":{"{{{name}}}":"","{{{name}}}":""}}""",
            })
                Assert.InRange(Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(Bytes(header, 16)))).Message.Length, 20, 500);
        }
        Assert.InRange(new FileTensor(new string('w', 60_000), [1], [1f]).ToString().Length, 50, 200);
    }

    [Fact]
    public void ManyEmptyTensors_AreTooMany_UnlessTheLimitIsRaised()
    {
        string header = "{" + string.Join(",", Enumerable.Range(0, 100_001).Select(i => $$"""
            "{{i}}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}
            """)) + "}";
        Assert.Contains("more than 100000 tensors",
            Assert.Throws<InvalidDataException>(() => TensorFile.Read(new MemoryStream(Bytes(header, 0)))).Message, StringComparison.Ordinal);
        Assert.Equal(100_001, TensorFile.Read(new MemoryStream(Bytes(header, 0)), limits: new ReadLimits { MaxTensors = 200_000 }).Tensors.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadLimits { MaxTensors = 0 });
    }

    private static void Refused(string part, params FileTensor[] tensors) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => new TensorFile(tensors)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnEmptyFile_IsAFile() => Assert.Empty(TensorFile.Read(new MemoryStream(Bytes("{}", 0))).Tensors);

    [Fact]
    public void AStreamThatCannotSeek_IsReadToo()
    {
        using var stream = new System.IO.Compression.BrotliStream(Compressed(Example()), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(3, TensorFile.Read(stream).Tensors.Count);
    }

    private static MemoryStream Compressed(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(memory, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            brotli.Write(bytes);
        memory.Position = 0;
        return memory;
    }

    private static byte[] Example()
    {
        var stream = new MemoryStream();
        new TensorFile(
            [
                new FileTensor("scalar", [], [7f]),
                new FileTensor("a.bias", [2, 3], [1f, -2f, float.NaN, float.PositiveInfinity, 1e-45f, -0f]),
                new FileTensor("ä \"quoted\"", [0, 5], []),
            ],
            new Dictionary<string, string> { ["note"] = "läuft" }).Write(stream);
        return stream.ToArray();
    }

    private static byte[] Bytes(string header, int dataLength) => Bytes(header, new byte[dataLength]);

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. data];
    }
}
