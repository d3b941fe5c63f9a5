using Google.Protobuf;

namespace DeepTrainer.Onnx;

/// <summary>Makes networks of ONNX models: a class whose method has a line for each operator, and its weights.</summary>
public static class OnnxImporter
{
    /// <summary>Imports a model's file. Nothing is written.</summary>
    /// <param name="path">The file; weights in other files are looked for in its folder.</param>
    /// <param name="options">Shapes of open dimensions and the like.</param>
    /// <exception cref="OnnxException">The file is no model, or has what isn't supported.</exception>
    public static ImportedNetwork Import(string path, OnnxImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new OnnxException($"'{path}' can't be read: {e.Message}", e);
        }
        return Import(file, Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path)), options ?? new());
    }

    /// <summary>Imports a model in memory. Nothing is written.</summary>
    /// <param name="model">The model, as its file has it.</param>
    /// <param name="name">What its file is called: "vad.onnx".</param>
    /// <param name="options">Shapes of open dimensions and the like.</param>
    /// <exception cref="OnnxException">It is no model, or has what isn't supported.</exception>
    public static ImportedNetwork Import(byte[] model, string name, OnnxImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Import(model, name, null, options ?? new());
    }

    private static ImportedNetwork Import(byte[] file, string name, string? folder, OnnxImportOptions options)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"'{name}' is no ONNX model, or a part of it is missing: {e.Message}", e);
        }
        if (model.Graph is null || model.OpsetImport.Count == 0)
            throw new OnnxException($"'{name}' is no ONNX model: it has no {(model.Graph is null ? "graph" : "set of operators")}.");
        return new ModelImporter(model, name, new(model, new(folder), file.LongLength), options).Run();
    }
}
