namespace DeepTrainer;

/// <summary>A source of sequences of samples, one for each pass.</summary>
internal sealed class SequenceSource(SampleFormat format, Func<long, IEnumerable<Sample>> samples, long? count) : IBatchSource
{
    public SampleFormat Format => format;

    public long? Count => count;

    public IBatchReader Open(long pass) => new Reader(format, samples(pass).GetEnumerator());

    private sealed class Reader(SampleFormat format, IEnumerator<Sample> samples) : IBatchReader
    {
        private long _read;

        public int Read(int count, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int read = 0;
            while (read < count && samples.MoveNext())
            {
                Sample sample = samples.Current;
                Copy(sample.Input.Span, inputs, format.InputSize, read, "input values");
                if (!format.HasLabels)
                    Copy(sample.Target.Span, targets, format.TargetSize, read, "target values");
                else if (sample.Label is { } label)
                    Copy([label], labels, format.TargetSize, read, "labels");
                else
                    Copy(sample.Labels.Span, labels, format.TargetSize, read, "labels");
                read++;
                _read++;
            }
            return read;
        }

        public void Dispose() => samples.Dispose();

        private void Copy<T>(ReadOnlySpan<T> from, Span<T> to, int size, int place, string what)
        {
            if (from.Length != size)
                throw new InvalidDataException($"Sample {_read} has {from.Length} {what}, but the source's format says {size}.");
            from.CopyTo(to[(place * size)..]);
        }
    }
}
