namespace DeepTrainer;

/// <summary>
/// Looks at a network's outputs and samples' targets as rows of class scores with a label each, through buffers that are allocated once:
/// a row a sample, a row a position where samples have several labels, or a row of one score for each output that says for itself whether its
/// label is true. Rows whose label is ignored are left out.
/// </summary>
internal sealed class ClassRows
{
    private readonly Part[] _parts;
    private readonly int _outputSize;
    private readonly bool _areRows;
    private readonly float[] _scores;
    private readonly int[] _labels;

    /// <summary>Rows of the first target.</summary>
    public ClassRows(NetworkInfo info, SampleFormat format, int batchSize)
        : this(info, format, batchSize, [info.Targets[0]])
    {
    }

    /// <summary>Rows of one target with classes, or of several whose rows have one score.</summary>
    public ClassRows(NetworkInfo info, SampleFormat format, int batchSize, TargetInfo[] targets)
    {
        _parts = Array.ConvertAll(targets, target => new Part(target, MetricTargets.OutputOf(info, target) ?? new TensorInfo("output", info.OutputShape, 0)));
        Width = _parts[0].Width;
        RowsPerSample = _parts.Sum(part => part.Rows);
        Form = FormOf(targets);
        _outputSize = info.OutputSize;
        _areRows = _parts is [{ AreRows: true, Output.Size: int size }] && size == info.OutputSize && RowsPerSample == format.TargetSize;
        _scores = new float[_areRows ? 0 : ArrayLength.Of("The scores of a batch", batchSize, RowsPerSample * Width)];
        _labels = new int[_areRows && format.HasLabels ? 0 : ArrayLength.Of("The labels of a batch", batchSize, RowsPerSample)];
    }

    /// <summary>The number of scores a row; 1 for a score of its own for the classes 0 and 1.</summary>
    public int Width { get; }

    public int RowsPerSample { get; }

    /// <summary>What the loss says about the rows.</summary>
    public RowForm Form { get; }

    /// <summary>The rows of some samples, valid until the next call.</summary>
    public void Get(Samples samples, ReadOnlySpan<float> outputs, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels)
    {
        if (_areRows && samples.Format.HasLabels)
        {
            scores = outputs;
            labels = samples.Labels;
            return;
        }
        int rows = 0;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            foreach (Part part in _parts)
                rows = Add(part, samples.Slice(sample, 1), outputs.Slice((sample * _outputSize) + part.Output.Offset, part.Output.Size), rows);
        }
        scores = _areRows ? outputs : _scores.AsSpan(0, rows * Width);
        labels = _labels.AsSpan(0, rows);
    }

    private int Add(Part part, Samples sample, ReadOnlySpan<float> output, int rows)
    {
        for (int position = 0; position < part.Rows; position++)
        {
            int label = LabelOf(part, sample, position);
            if (label == part.Target.Ignored)
                continue;
            for (int c = 0; c < Width && !_areRows; c++)
                _scores[(rows * Width) + c] = output[part.Place(position, c)];
            _labels[rows++] = label;
        }
        return rows;
    }

    private static int LabelOf(Part part, Samples sample, int position)
    {
        if (sample.Format.HasLabels)
            return sample.Labels[position];
        ReadOnlySpan<float> target = sample.Targets.Slice(part.Target.Offset, part.Target.Size);
        if (part.Target.Kind == TargetKind.ClassIndices)
            return (int)target[position];
        if (part.Width == 1)
            return part.Target.Scores is null && target[position] is not (0 or 1) ? throw NoFlag(part, target[position]) : target[position] >= 0.5f ? 1 : 0;
        int best = 0;
        for (int c = 1; c < part.Width; c++)
        {
            if (target[part.Place(position, c)] > target[part.Place(position, best)])
                best = c;
        }
        return best;
    }

    // A dataset's are checked before training.
    private static InvalidDataException NoFlag(Part part, float value) =>
        new($"A metric of classes needs target values that are 0 or 1, but one of '{part.Target.Name}' is {value}.");

    // The first dimension of independent labels says which one it is; others are positions that each label has.
    private static RowForm FormOf(TargetInfo[] targets)
    {
        if (targets is not [{ Scores: { } scores } target])
            return RowForm.Unknown;
        return target.Classes > 0 || target.Shape.IsEmpty ? new(scores) : new(scores, target.Shape[0], target.Size / target.Shape[0]);
    }

    /// <summary>A target and the output that is compared with it.</summary>
    private sealed class Part
    {
        private readonly int _inner;

        public Part(TargetInfo target, TensorInfo output)
        {
            Target = target;
            Output = output;
            Width = Math.Max(1, target.Classes);
            Rows = output.Size / Width;
            // [positions, classes] are rows already; [classes, positions] must be transposed.
            _inner = target.Classes == 0 ? 1 : LayerInfo.SizeOf([.. output.Shape.Skip(target.ClassAxis + 1)]);
        }

        public TargetInfo Target { get; }

        public TensorInfo Output { get; }

        public int Width { get; }

        public int Rows { get; }

        public bool AreRows => _inner == 1 && Target.Ignored is null;

        public int Place(int position, int c) => (((position / _inner * Width) + c) * _inner) + (position % _inner);
    }
}
