namespace DeepTrainer;

/// <summary>A source whose samples are drawn at random from a window over another one.</summary>
internal sealed class ShuffledSource : IChainedSource
{
    private readonly IBatchSource _source;
    private readonly int _window, _seed;

    public ShuffledSource(IBatchSource source, int window, int seed)
    {
        (_source, _window, _seed) = (source, window, seed);
        // Told here, not when training begins.
        _ = ArrayLength.Of("The inputs of the window", window, source.Format.InputSize);
    }

    public SampleFormat Format => _source.Format;

    public IBatchSource Below => _source;

    public bool IsRandom => true;

    public long? Count => _source.Count;

    public IBatchReader Open(long pass) => new Reader(_source.Open(pass), new(Format, _window), SourceChain.Random(this, _seed, pass));

    private sealed class Reader(IBatchReader source, SampleMemory window, RandomSource random) : IBatchReader
    {
        private bool _hasEnded;

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int read = 0;
            while (read < samples)
            {
                while (!_hasEnded && window.Count < window.Capacity)
                    _hasEnded = window.Read(source, window.Capacity - window.Count) == 0;
                if (window.Count == 0)
                    break;
                int drawn = random.Next(window.Count);
                window.CopyTo(drawn, inputs, labels, targets, read++);
                window.Remove(drawn);
            }
            return read;
        }

        public void Dispose() => source.Dispose();
    }
}
