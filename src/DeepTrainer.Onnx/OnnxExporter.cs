using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Onnx.Exporting;
using Google.Protobuf;

namespace DeepTrainer.Onnx;

/// <summary>
/// Makes ONNX models of networks: generated classes, networks of the engine, and such as are compiled at run time. A model predicts as the network does, for
/// batches of any size.
/// </summary>
public static class OnnxExporter
{
    /// <summary>Writes a network with its weights to a file, whole or not at all.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file: "model.onnx".</param>
    /// <param name="options">The version of the operators, names and the like.</param>
    /// <exception cref="OnnxException">The network does what ONNX has no operators for, or an option is wrong. Nothing has been written.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Export(INetwork network, string path, OnnxExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] model = Export(network, options);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, model);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A network with its weights as a model's file has it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The version of the operators, names and the like.</param>
    /// <exception cref="OnnxException">The network does what ONNX has no operators for, or an option is wrong.</exception>
    public static byte[] Export(INetwork network, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ModelProto model = new ModelExporter(network, Build.Prediction(NetworkModels.Of(network).Spec), options ?? new()).Run();
        return model.ToByteArray();
    }
}
