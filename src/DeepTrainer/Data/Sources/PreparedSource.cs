namespace DeepTrainer;

/// <summary>A source whose samples are changed as they are read, each in the same way in every pass.</summary>
internal sealed class PreparedSource(IBatchSource source, Action<Span<float>>? changeInput, Action<Span<float>>? changeTarget) : IChainedSource
{
    public SampleFormat Format => source.Format;

    public long? Count => source.Count;

    public IBatchSource Below => source;

    public bool IsRandom => false;

    public IBatchReader Open(long pass) => new Reader(source.Open(pass), Format, changeInput, changeTarget);

    private sealed class Reader(
        IBatchReader source, SampleFormat format, Action<Span<float>>? changeInput, Action<Span<float>>? changeTarget) : IBatchReader
    {
        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int read = source.Read(samples, inputs, labels, targets);
            for (int i = 0; i < read; i++)
            {
                changeInput?.Invoke(inputs.Slice(i * format.InputSize, format.InputSize));
                changeTarget?.Invoke(targets.Slice(i * format.TargetSize, format.TargetSize));
            }
            return read;
        }

        public void Dispose() => source.Dispose();
    }
}
