using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Samples;

/// <summary>ONNX Runtime with a model of images, on one thread.</summary>
internal sealed class Witness : IDisposable
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;

    public Witness(byte[] model) => _session = new InferenceSession(model, _options);

    /// <summary>The scores of a batch, one image after another.</summary>
    public float[] Run(ReadOnlySpan<float> images, int batch)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images.ToArray(), [batch, 1, 8, 8]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, _session.InputNames, [input], _session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The median of many runs, in microseconds.</summary>
    public static double Time(Action action)
    {
        double[] times = new double[2000];
        for (int i = 0; i < times.Length; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }
}
