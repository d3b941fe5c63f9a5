namespace DeepTrainer;

/// <summary>
/// Looks at a network's outputs and a dataset's targets as rows of class scores with a label each, through buffers that are allocated once:
/// a row a sample, a row a position where samples have several labels, or a row of one score for each output that says for itself whether its
/// label is true. Rows whose label is ignored are left out.
/// </summary>
internal sealed class ClassRows
{
    private readonly Dataset _data;
    private readonly Part[] _parts;
    private readonly int _outputSize;
    private readonly bool _areRows;
    private readonly float[] _scores;
    private readonly int[] _labels;

    /// <summary>Rows of the first target.</summary>
    public ClassRows(NetworkInfo info, Dataset data, int batchSize)
        : this(info, data, batchSize, [info.Targets[0]])
    {
    }

    /// <summary>Rows of one target with classes, or of several whose rows have one score.</summary>
    public ClassRows(NetworkInfo info, Dataset data, int batchSize, TargetInfo[] targets)
    {
        _data = data;
        _parts = Array.ConvertAll(targets, target => new Part(target, MetricTargets.OutputOf(info, target) ?? new TensorInfo("output", info.OutputShape, 0)));
        Width = _parts[0].Width;
        RowsPerSample = _parts.Sum(part => part.Rows);
        Form = FormOf(targets);
        _outputSize = info.OutputSize;
        _areRows = _parts is [{ AreRows: true, Output.Size: int size }] && size == info.OutputSize && RowsPerSample == data.TargetSize;
        _scores = new float[_areRows ? 0 : ArrayLength.Of("The scores of a batch", batchSize, RowsPerSample * Width)];
        _labels = new int[_areRows && data.HasLabels ? 0 : ArrayLength.Of("The labels of a batch", batchSize, RowsPerSample)];
    }

    /// <summary>The number of scores a row; 1 for a score of its own for the classes 0 and 1.</summary>
    public int Width { get; }

    public int RowsPerSample { get; }

    /// <summary>What the loss says about the rows.</summary>
    public RowForm Form { get; }

    /// <summary>The rows of some neighbouring samples, valid until the next call.</summary>
    public void Get(int start, int count, ReadOnlySpan<float> outputs, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels)
    {
        if (_areRows && _data.HasLabels)
        {
            scores = outputs;
            labels = _data.Labels.Slice(start * RowsPerSample, count * RowsPerSample);
            return;
        }
        int rows = 0;
        for (int sample = 0; sample < count; sample++)
        {
            foreach (Part part in _parts)
                rows = Add(part, start + sample, outputs.Slice((sample * _outputSize) + part.Output.Offset, part.Output.Size), rows);
        }
        scores = _areRows ? outputs : _scores.AsSpan(0, rows * Width);
        labels = _labels.AsSpan(0, rows);
    }

    private int Add(Part part, int sample, ReadOnlySpan<float> output, int rows)
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

    private int LabelOf(Part part, int sample, int position)
    {
        if (_data.HasLabels)
            return _data.Labels[(sample * _data.TargetSize) + position];
        ReadOnlySpan<float> target = _data.Targets.Slice((sample * _data.TargetSize) + part.Target.Offset, part.Target.Size);
        if (part.Target.Kind == TargetKind.ClassIndices)
            return (int)target[position];
        if (Width == 1)
            return target[position] >= 0.5f ? 1 : 0;
        int best = 0;
        for (int c = 1; c < Width; c++)
        {
            if (target[part.Place(position, c)] > target[part.Place(position, best)])
                best = c;
        }
        return best;
    }

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
