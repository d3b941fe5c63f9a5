namespace DeepTrainer;

/// <summary>A source each of whose samples is mixed with another of its batch, and so are their targets.</summary>
internal sealed class MixedSource : IChainedSource
{
    private readonly IBatchSource _source;
    private readonly double _alpha;
    private readonly int _seed;
    private readonly bool _cuts;

    public MixedSource(IBatchSource source, double alpha, int seed, bool cuts)
    {
        (_source, _alpha, _seed, _cuts) = (source, alpha, seed, cuts);
        SampleFormat format = source.Format;
        if (cuts && format.InputShape.Length != 3)
            throw new ArgumentException($"CutMix cuts images of [channels, height, width]; samples have inputs of {LayerInfo.Text(format.InputShape.AsSpan())}.", nameof(source));
        if (format.HasLabels && format.TargetSize != 1)
            throw new ArgumentException($"Samples have {format.TargetSize} labels each; only one class can be mixed with another.", nameof(source));
        Format = format.HasLabels ? SampleFormat.OfTargets(format.InputShape.AsSpan(), [format.Classes]) : format;
    }

    public SampleFormat Format { get; }

    public IBatchSource Below => _source;

    public bool IsRandom => true;

    public long? Count => _source.Count;

    public IBatchReader Open(long pass) => new Reader(this, _source.Open(pass), SourceChain.Random(this, _seed, pass));

    private sealed class Reader(MixedSource owner, IBatchReader source, RandomSource random) : IBatchReader
    {
        private SampleMemory? _batch;
        private float[] _targets = [];

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            if (_batch is null || _batch.Capacity < samples)
                _batch = new(owner._source.Format, samples);
            _batch.Clear();
            // All of them, in however many parts they come: who is alone can only be mixed with itself.
            while (_batch.Count < samples && _batch.Read(source, samples - _batch.Count) > 0)
            {
            }
            int read = _batch.Count;
            Samples batch = _batch.All;
            int inputSize = batch.Format.InputSize, targetSize = owner.Format.TargetSize;
            ReadOnlySpan<float> own = TargetsOf(batch);
            for (int i = 0; i < read; i++)
            {
                int other = random.Next(read);
                double share = Beta(owner._alpha);
                Span<float> input = inputs.Slice(i * inputSize, inputSize);
                ReadOnlySpan<float> first = batch.Inputs.Slice(i * inputSize, inputSize), second = batch.Inputs.Slice(other * inputSize, inputSize);
                if (owner._cuts)
                    share = Cut(first, second, input, batch.Format.InputShape.AsSpan(), share);
                else
                    Mix(first, second, input, share);
                Mix(own.Slice(i * targetSize, targetSize), own.Slice(other * targetSize, targetSize), targets.Slice(i * targetSize, targetSize), share);
            }
            return read;
        }

        public void Dispose() => source.Dispose();

        // Of classes: 1 for the sample's.
        private ReadOnlySpan<float> TargetsOf(Samples batch)
        {
            if (!batch.Format.HasLabels)
                return batch.Targets;
            int classes = batch.Format.Classes;
            if (_targets.Length < batch.Count * classes)
                _targets = new float[_batch!.Capacity * classes];
            Array.Clear(_targets);
            for (int i = 0; i < batch.Count; i++)
            {
                int label = batch.Labels[i];
                if ((uint)label >= (uint)classes)
                    throw new InvalidDataException($"Label {label} is none of the {classes} classes, which count from 0.");
                _targets[(i * classes) + label] = 1;
            }
            return _targets;
        }

        // Of two gamma-distributed numbers, the share of the first.
        private double Beta(double alpha)
        {
            double first = Gamma(alpha), second = Gamma(alpha);
            return first + second > 0 ? first / (first + second) : random.Next(2);
        }

        // Marsaglia and Tsang, 2000.
        private double Gamma(double alpha)
        {
            if (alpha < 1)
                return Gamma(alpha + 1) * Math.Pow(random.NextDouble(), 1 / alpha);
            double d = alpha - (1 / 3.0), c = 1 / Math.Sqrt(9 * d);
            while (true)
            {
                double x = random.NextGaussian(), v = Math.Pow(1 + (c * x), 3);
                if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
                    return d * v;
            }
        }

        private static void Mix(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> to, double share)
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = (float)((share * first[i]) + ((1 - share) * second[i]));
        }

        // The box has 1 - share of the area, and lies around any pixel; what of it lies outside doesn't count.
        private double Cut(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> to, ReadOnlySpan<int> shape, double share)
        {
            int height = shape[1], width = shape[2];
            double side = Math.Sqrt(1 - share);
            int boxHeight = (int)(height * side), boxWidth = (int)(width * side), y = random.Next(height), x = random.Next(width);
            int top = Math.Max(0, y - (boxHeight / 2)), bottom = Math.Min(height, y - (boxHeight / 2) + boxHeight);
            int left = Math.Max(0, x - (boxWidth / 2)), right = Math.Min(width, x - (boxWidth / 2) + boxWidth);
            first.CopyTo(to);
            for (int channel = 0; channel < shape[0]; channel++)
            {
                for (int row = top; row < bottom; row++)
                {
                    int start = (((channel * height) + row) * width) + left;
                    second.Slice(start, right - left).CopyTo(to[start..]);
                }
            }
            return 1 - ((bottom - top) * (right - left) / ((double)height * width));
        }
    }
}
