namespace DeepTrainer;

/// <summary>
/// Looks at a network's outputs and a dataset's targets as rows of class scores with a label each, through buffers that are allocated once:
/// a row a sample, a row a position where samples have several labels, or a row of one score for each output that is trained on 0 and 1.
/// Rows whose label is ignored are left out.
/// </summary>
internal sealed class ClassRows
{
    private readonly Dataset _data;
    private readonly TargetInfo _target;
    private readonly int _outputSize;
    private readonly int _offset;
    private readonly int _inner;
    private readonly bool _areRows;
    private readonly float[] _scores;
    private readonly int[] _labels;

    public ClassRows(NetworkInfo info, Dataset data, int batchSize)
    {
        _data = data;
        _target = info.Targets[0];
        TensorInfo output = OutputOf(info) ?? new TensorInfo("output", info.OutputShape, 0);
        Width = Math.Max(1, _target.Classes);
        RowsPerSample = output.Size / Width;
        _outputSize = info.OutputSize;
        _offset = output.Offset;
        // [positions, classes] are rows already; [classes, positions] must be transposed.
        _inner = _target.Classes == 0 ? 1 : LayerInfo.SizeOf([.. output.Shape.Skip(_target.ClassAxis + 1)]);
        _areRows = _inner == 1 && output.Size == info.OutputSize && _target.Ignored is null;
        _scores = new float[_areRows ? 0 : ArrayLength.Of("The scores of a batch", batchSize, output.Size)];
        _labels = new int[_areRows && data.HasLabels ? 0 : ArrayLength.Of("The labels of a batch", batchSize, RowsPerSample)];
    }

    /// <summary>The number of scores a row; 1 for a score of its own for the classes 0 and 1.</summary>
    public int Width { get; }

    public int RowsPerSample { get; }

    /// <summary>Whether the network is trained on classes, of which its predictions give the scores.</summary>
    public static bool Fit(NetworkInfo info) => info.TargetKind != TargetKind.Values && info.Targets.Length == 1 && OutputOf(info) is not null;

    /// <summary>The rows of some neighbouring samples, valid until the next call.</summary>
    public void Get(int start, int count, ReadOnlySpan<float> outputs, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels)
    {
        if (_areRows)
        {
            scores = outputs;
            labels = _data.HasLabels ? _data.Labels.Slice(start * RowsPerSample, count * RowsPerSample) : Labels(start, count);
            return;
        }
        int rows = 0;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> output = outputs.Slice((sample * _outputSize) + _offset, Width * RowsPerSample);
            for (int position = 0; position < RowsPerSample; position++)
            {
                int label = LabelOf(start + sample, position);
                if (label == _target.Ignored)
                    continue;
                for (int c = 0; c < Width; c++)
                    _scores[(rows * Width) + c] = output[Place(position, c)];
                _labels[rows++] = label;
            }
        }
        scores = _scores.AsSpan(0, rows * Width);
        labels = _labels.AsSpan(0, rows);
    }

    private static TensorInfo? OutputOf(NetworkInfo info) => info.Outputs.FirstOrDefault(output => output.Name == info.Targets[0].Layer);

    private int Place(int position, int c) => (((position / _inner * Width) + c) * _inner) + (position % _inner);

    private ReadOnlySpan<int> Labels(int start, int count)
    {
        for (int i = 0; i < count * RowsPerSample; i++)
            _labels[i] = LabelOf(start + (i / RowsPerSample), i % RowsPerSample);
        return _labels.AsSpan(0, count * RowsPerSample);
    }

    private int LabelOf(int sample, int position)
    {
        if (_data.HasLabels)
            return _data.Labels[(sample * RowsPerSample) + position];
        ReadOnlySpan<float> target = _data.Targets.Slice(sample * _data.TargetSize, _data.TargetSize);
        if (Width == 1)
            return target[position] >= 0.5f ? 1 : 0;
        int best = 0;
        for (int c = 1; c < Width; c++)
        {
            if (target[Place(position, c)] > target[Place(position, best)])
                best = c;
        }
        return best;
    }
}
