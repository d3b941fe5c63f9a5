using DeepTrainer.Onnx.Values;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>ONNX Runtime on a model, to compare with.</summary>
internal static class Witness
{
    /// <summary>All outputs for these inputs, one after another.</summary>
    public static float[] Run(byte[] model, IReadOnlyDictionary<string, TensorData> inputs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(model, options);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([.. inputs.Where(i => session.InputMetadata.ContainsKey(i.Key)).Select(i => Value(i.Key, i.Value))]);
        return [.. results.SelectMany(Floats)];
    }

    /// <summary>The shortest of several runs on one thread, in milliseconds.</summary>
    public static double Time(byte[] model, IReadOnlyDictionary<string, TensorData> inputs, int repetitions)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(model, options);
        NamedOnnxValue[] values = [.. inputs.Select(i => Value(i.Key, i.Value))];
        return ModelTests.Time(() => session.Run(values).Dispose(), repetitions);
    }

    private static NamedOnnxValue Value(string name, TensorData data) => data.Type switch
    {
        ElementType.Float => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(data.Floats, data.Shape)),
        ElementType.Int64 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(data.Ints, data.Shape)),
        ElementType.Int32 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(Array.ConvertAll(data.Ints, i => (int)i), data.Shape)),
        ElementType.Bool => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<bool>(Array.ConvertAll(data.Ints, i => i != 0), data.Shape)),
        ElementType.Uint8 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<byte>(Array.ConvertAll(data.Ints, i => (byte)i), data.Shape)),
        ElementType.Int8 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<sbyte>(Array.ConvertAll(data.Ints, i => (sbyte)i), data.Shape)),
        _ => throw new ArgumentException($"No input of {data.Type}.", nameof(data)),
    };

    private static IEnumerable<float> Floats(DisposableNamedOnnxValue value) => value.ElementType switch
    {
        TensorElementType.Float => value.AsTensor<float>(),
        TensorElementType.Int64 => value.AsTensor<long>().Select(i => (float)i),
        TensorElementType.Int32 => value.AsTensor<int>().Select(i => (float)i),
        TensorElementType.Bool => value.AsTensor<bool>().Select(b => b ? 1f : 0f),
        TensorElementType.UInt8 => value.AsTensor<byte>().Select(i => (float)i),
        TensorElementType.Int8 => value.AsTensor<sbyte>().Select(i => (float)i),
        _ => throw new ArgumentException($"No output of {value.ElementType}.", nameof(value)),
    };
}
