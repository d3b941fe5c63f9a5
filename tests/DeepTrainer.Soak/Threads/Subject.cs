using System.Runtime.InteropServices;

namespace DeepTrainer.Soak.Threads;

/// <summary>A network that all threads share, with samples and what each call gives when it is alone.</summary>
internal sealed class Subject
{
    private const int Samples = 100;

    /// <summary>Samples a call, as users have them.</summary>
    private static readonly int[] Batches = [1, 7, 17, Samples];

    private readonly float[] _inputs;
    private readonly float[] _targets;
    private readonly int[] _labels;
    private readonly float[][] _predictions;
    private readonly float[][] _batches;
    private readonly float[] _losses;
    private readonly float[][] _steps;
    private readonly byte[] _checkpoint;
    private readonly Action<int>? _setThreads;

    /// <param name="network">The network.</param>
    /// <param name="weight">How often it is called, beside the others.</param>
    /// <param name="rows">The rows of its embedding; 0 if inputs are values.</param>
    /// <param name="setThreads">Sets its number of threads, if that means something.</param>
    public Subject(INetwork network, int weight, int rows = 0, Action<int>? setThreads = null)
    {
        (Network, Weight, _setThreads) = (network, weight, setThreads);
        Random random = new(5);
        _inputs = [.. Enumerable.Range(0, Samples * network.Info.InputSize).Select(_ => rows > 0 ? random.Next(rows) : (random.NextSingle() * 2) - 1)];
        _targets = [.. Enumerable.Range(0, Samples * network.Info.TargetSize).Select(_ => random.NextSingle())];
        _labels = [.. Enumerable.Range(0, Samples).Select(i => i % 3)];
        // Once before all else: the first step turns 0 into −0 in what the optimizer keeps.
        Train();
        _predictions = [.. Enumerable.Range(0, Samples).Select(i => Predict(i, new Guarded(network.Info.OutputSize)).Floats.ToArray())];
        _batches = [.. Batches.Select((_, b) => PredictBatch(b, new Guarded(Batches[b] * network.Info.OutputSize)).Floats.ToArray())];
        _losses = [.. Batches.Select(Loss)];
        _steps = network is IStreamingNetwork streaming ? [.. Steps(streaming)] : [];
        using MemoryStream file = new();
        network.SaveCheckpoint(file);
        _checkpoint = file.ToArray();
        Weights = WeightsNow();
    }

    public INetwork Network { get; }

    public int Weight { get; }

    /// <summary>Its weights when it was alone.</summary>
    public float[] Weights { get; }

    /// <summary>One random call that changes nothing.</summary>
    /// <returns>How many predictions, losses or steps it was, and what was wrong; null if nothing.</returns>
    public (int Count, string? Find) Read(Random random)
    {
        int batch = random.Next(Batches.Length), sample = random.Next(Samples);
        switch (random.Next(Network is IStreamingNetwork ? 8 : 6))
        {
            case 0:
                return (1, SameBits([Loss(Batches[batch])], [_losses[batch]]) ? null : $"Evaluate of {Batches[batch]}");
            case 1:
                Guarded many = PredictBatch(batch, new(Batches[batch] * Network.Info.OutputSize));
                return (Batches[batch], Find(many, _batches[batch], $"PredictBatch of {Batches[batch]}"));
            case >= 6:
                return (_steps.Length, Steps((IStreamingNetwork)Network).Zip(_steps).All(s => SameBits(s.First, s.Second)) ? null : "Step");
            default:
                return (1, Find(Predict(sample, new(Network.Info.OutputSize)), _predictions[sample], $"Predict of sample {sample}"));
        }
    }

    /// <summary>One random call that must not run beside others.</summary>
    /// <returns>Whether it trained.</returns>
    public bool Change(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                Network.Load(new MemoryStream(_checkpoint));
                return false;
            case 1:
                using (MemoryStream file = new())
                    Network.Save(file);
                return false;
            default:
                Train();
                return true;
        }
    }

    /// <summary>What may be done at any time.</summary>
    public void SetThreads(Random random) => _setThreads?.Invoke(random.Next(1, 4));

    public float[] WeightsNow() => [.. Network.Parameters.SelectMany(p => p.ToArray())];

    public static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));

    private static string? Find(Guarded memory, float[] expected, string call) =>
        !memory.IsIntact ? $"{call} wrote beside its output" : SameBits(memory.Floats, expected) ? null : call;

    private Guarded Predict(int sample, Guarded output)
    {
        Network.Predict(Inputs(sample, 1), output.Floats);
        return output;
    }

    private Guarded PredictBatch(int batch, Guarded outputs)
    {
        Network.PredictBatch(Inputs(0, Batches[batch]), outputs.Floats);
        return outputs;
    }

    private float Loss(int batch) => Network.Info.TargetKind == TargetKind.ClassIndices
        ? Network.Evaluate(Inputs(0, batch), _labels.AsSpan(0, batch))
        : Network.Evaluate(Inputs(0, batch), _targets.AsSpan(0, batch * Network.Info.TargetSize));

    private void Train() => _ = Network.Info.TargetKind == TargetKind.ClassIndices
        ? Network.TrainBatch(Inputs(0, 7), _labels.AsSpan(0, 7))
        : Network.TrainBatch(Inputs(0, 7), _targets.AsSpan(0, 7 * Network.Info.TargetSize));

    private IEnumerable<float[]> Steps(IStreamingNetwork network)
    {
        float[] state = new float[network.StateSize];
        network.InitializeState(state);
        for (int step = 0; step < 20; step++)
        {
            float[] output = new float[network.StepOutputSize];
            network.Step(_inputs.AsSpan(step * network.StepInputSize, network.StepInputSize), output, state, step);
            yield return output;
        }
    }

    private ReadOnlySpan<float> Inputs(int sample, int count) => _inputs.AsSpan(sample * Network.Info.InputSize, count * Network.Info.InputSize);

    /// <summary>Memory for results between values that nobody may write.</summary>
    private sealed class Guarded
    {
        private const int Around = 32;
        private const float Untouched = 7;

        private readonly float[] _memory;

        public Guarded(int size)
        {
            _memory = new float[size + (2 * Around)];
            _memory.AsSpan().Fill(Untouched);
        }

        public Span<float> Floats => _memory.AsSpan(Around, _memory.Length - (2 * Around));

        public bool IsIntact => !_memory.AsSpan(0, Around).ContainsAnyExcept(Untouched) && !_memory.AsSpan(_memory.Length - Around).ContainsAnyExcept(Untouched);
    }
}
