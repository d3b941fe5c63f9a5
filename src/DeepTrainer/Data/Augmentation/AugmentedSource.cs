using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>A source whose images are changed at random.</summary>
internal sealed class AugmentedSource : IChainedSource
{
    private readonly IBatchSource _source;
    private readonly Augmentation[] _augmentations;
    private readonly ImmutableArray<int>[] _shapes;
    private readonly int _seed;

    public AugmentedSource(IBatchSource source, Augmentation[] augmentations, int seed)
    {
        (_source, _augmentations, _seed) = (source, augmentations, seed);
        ImmutableArray<int> shape = source.Format.InputShape;
        if (shape.Length != 3)
            throw new ArgumentException($"Augmentations change images of [channels, height, width]; samples have inputs of {LayerInfo.Text(shape.AsSpan())}.", nameof(source));
        _shapes = new ImmutableArray<int>[augmentations.Length + 1];
        _shapes[0] = shape;
        for (int i = 0; i < augmentations.Length; i++)
            _shapes[i + 1] = (augmentations[i] ?? throw new ArgumentException($"Augmentation {i} is null.", nameof(augmentations))).ShapeOf(_shapes[i]);
        Format = new(_shapes[^1], source.Format.TargetShape, source.Format.ClassNames, source.Format.IgnoredLabel);
    }

    public SampleFormat Format { get; }

    public IBatchSource Below => _source;

    public bool IsRandom => true;

    public long? Count => _source.Count;

    public IBatchReader Open(long pass) => new Reader(this, _source.Open(pass), SourceChain.Random(this, _seed, pass));

    private sealed class Reader(AugmentedSource owner, IBatchReader source, RandomSource random) : IBatchReader
    {
        private readonly float[][] _steps = Array.ConvertAll(owner._shapes, shape => new float[LayerInfo.SizeOf(shape)]);
        private float[] _read = [];

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int size = _steps[0].Length, changed = _steps[^1].Length;
            if (_read.Length < samples * size)
                _read = new float[ArrayLength.Of("The images of a batch", samples, size)];
            int read = source.Read(samples, _read.AsSpan(0, samples * size), labels, targets);
            for (int i = 0; i < read; i++)
            {
                _read.AsSpan(i * size, size).CopyTo(_steps[0]);
                for (int step = 0; step < owner._augmentations.Length; step++)
                    owner._augmentations[step].Apply(_steps[step], _steps[step + 1], owner._shapes[step].AsSpan(), random);
                _steps[^1].CopyTo(inputs[(i * changed)..]);
            }
            return read;
        }

        public void Dispose() => source.Dispose();
    }
}
