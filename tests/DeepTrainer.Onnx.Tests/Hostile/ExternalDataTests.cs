using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Tests.Runtime;

namespace DeepTrainer.Onnx.Tests.Hostile;

/// <summary>Weights in files beside the model: those in its folder are read, and no others.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("onnx");

    public void Dispose() => folder.Delete(recursive: true);

    private string Model(string location, int tensors = 1, long? length = null, long offset = 0)
    {
        ModelBuilder model = new();
        string sofar = model.Input("x", [1, 3]);
        for (int i = 0; i < tensors; i++)
        {
            TensorProto weight = new() { Name = $"w{i}", DataType = (int)ElementType.Float, DataLocation = TensorProto.Types.DataLocation.External, Dims = { 3 } };
            weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            weight.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            if (length is { } given)
                weight.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = given.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            model.Graph.Initializer.Add(weight);
            sofar = model.Node("Add", [sofar, weight.Name]);
        }
        model.Output(sofar);
        string inner = Directory.CreateDirectory(Path.Combine(folder.FullName, "inner")).FullName;
        File.WriteAllBytes(Path.Combine(inner, "model.onnx"), model.Bytes());
        return Path.Combine(inner, "model.onnx");
    }

    private void Data(string name) => File.WriteAllBytes(Path.Combine(folder.FullName, name), [.. new[] { 1f, 2f, 3f }.SelectMany(BitConverter.GetBytes)]);

    [Fact]
    public void AFileBesideTheModel_IsRead()
    {
        string model = Model("weights.bin", length: 12);
        Data("inner/weights.bin");
        Assert.Equal([1f, 2f, 3f], OnnxImporter.Import(model).Weights.Tensors["model.w0"].ToFloats());
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("deeper/../../weights.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("link.bin")]
    public void AFileOutsideOfTheFolder_IsNotRead(string location)
    {
        string model = Model(location);
        Data("weights.bin");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "inner", "link.bin"), Path.Combine(folder.FullName, "weights.bin"));
        Assert.Contains("outside", Assert.Throws<OnnxException>(() => OnnxImporter.Import(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inner/weights.bin", 1, 13L, 0L, "12 bytes")]
    [InlineData("inner/weights.bin", 1, 12L, 4L, "12 bytes")]
    [InlineData("inner/weights.bin", 1, 12L, 99L, "12 bytes")]
    [InlineData("inner/weights.bin", 2, 12L, 0L, "other tensors")]
    [InlineData("inner/other.bin", 1, 12L, 0L, "not there")]
    public void AFileThatDoesNotFit_IsTold(string file, int tensors, long length, long offset, string message)
    {
        string model = Model("weights.bin", tensors, length, offset);
        Data(file);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => OnnxImporter.Import(model)).Message, StringComparison.Ordinal);
    }
}
