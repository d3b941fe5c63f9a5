using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Quick;

/// <summary>A workload and its contenders' times; ONNX Runtime doesn't train.</summary>
internal sealed record Row(Workload Workload, Timing Generated, Timing Engine, Timing? OnnxRuntime)
{
    public double EngineRatio => Engine.Microseconds / Generated.Microseconds;

    public double? OnnxRuntimeRatio => OnnxRuntime?.Microseconds / Generated.Microseconds;

    public bool Calm => Generated.Calm && Engine.Calm && OnnxRuntime?.Calm != false;

    public int Repetitions => Math.Min(Math.Min(Generated.Repetitions, Engine.Repetitions), OnnxRuntime?.Repetitions ?? int.MaxValue);
}
