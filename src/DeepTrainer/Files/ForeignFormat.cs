using System.Text;

namespace DeepTrainer;

/// <summary>What a file that is no safetensors file is instead, told by its first bytes, and how to make a safetensors file of it.</summary>
internal static class ForeignFormat
{
    private const string Save = "save its tensors in Python with safetensors.torch.save_file(tensors, \"weights.safetensors\")";

    // Where the name of a zip archive's first entry stands, and how far to look for it.
    private const int ZipName = 30;
    private const int ZipNameLength = 128;

    /// <summary>"it is a PyTorch checkpoint; …", or null if it is nothing that is known.</summary>
    public static string? Describe(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("PK\u0003\u0004"u8))
            return Zip(Encoding.Latin1.GetString(file[Math.Min(ZipName, file.Length)..Math.Min(ZipName + ZipNameLength, file.Length)]));
        if (file.StartsWith((ReadOnlySpan<byte>)[0x80]) && file.Length > 1 && file[1] is >= 2 and <= 5)
            return $"it is a Python pickle, as torch.save wrote before version 1.6; load it there with tensors = torch.load(path, weights_only=True), and {Save}";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
            return $"it is an HDF5 file, as Keras writes; read its arrays with h5py, and {Save}";
        if (file.StartsWith("GGUF"u8))
            return "it is a GGUF file of llama.cpp; take the safetensors file that it was made of";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            return "it is a single NumPy array; save it with safetensors.numpy.save_file({\"name\": array}, \"weights.safetensors\")";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return "it is compressed by gzip; unpack it first";
        if (file.StartsWith("version https://git-lfs"u8))
            return "it is a pointer of Git LFS, not the file itself; fetch that with 'git lfs pull'";
        if (file.StartsWith("<!"u8) || file.StartsWith("<html"u8))
            return "it is a web page; the download did not give the file itself";
        if (file.Length > 8 && file[4..].StartsWith("TFL3"u8))
            return $"it is a TensorFlow Lite model; take the weights of the model that it was made of, and {Save}";
        return IsOnnx(file) ? $"it is an ONNX model; read its initializers with onnx.numpy_helper.to_array, and {Save}" : null;
    }

    private static string Zip(string entry) =>
        entry.Contains(".npy", StringComparison.Ordinal)
            ? "it is an archive of NumPy arrays (npz); save them with safetensors.numpy.save_file(dict(numpy.load(path)), \"weights.safetensors\")"
        : entry.Contains("metadata.json", StringComparison.Ordinal) || entry.Contains("config.json", StringComparison.Ordinal)
            ? $"it is a Keras model (a zip archive); read the weights of its layers there, and {Save}"
        : $"it is a zip archive, such as a PyTorch checkpoint; load it there with tensors = torch.load(path, weights_only=True), and {Save}";

    // A protobuf whose first field is the version of the format, followed by the producer's name, the domain, the graph or the opset.
    private static bool IsOnnx(ReadOnlySpan<byte> file) => file.Length > 8 && file[0] == 0x08 && file[1] is > 0 and < 32 && file[2] is 0x12 or 0x1a or 0x22 or 0x3a or 0x42;
}
