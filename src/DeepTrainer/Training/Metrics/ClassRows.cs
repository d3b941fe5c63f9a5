namespace DeepTrainer;

/// <summary>
/// Looks at a network's outputs and a dataset's targets as rows of class scores with a label each, through buffers that are allocated once:
/// a row a sample, a row a position where samples have several labels, or a row of one score for each output that is trained on 0 and 1.
/// </summary>
internal sealed class ClassRows
{
    private readonly Dataset _data;
    private readonly bool _classesFirst;
    private readonly float[] _scores;
    private readonly int[] _labels;

    public ClassRows(NetworkInfo info, Dataset data, int batchSize)
    {
        _data = data;
        RowsPerSample = info.TargetKind switch
        {
            TargetKind.ClassIndices => info.TargetSize,
            TargetKind.Probabilities => 1,
            _ => info.OutputSize,
        };
        Width = info.OutputSize / RowsPerSample;
        // [positions, classes] are rows already; [classes, positions] must be transposed.
        _classesFirst = RowsPerSample > 1 && Width > 1 && info.OutputShape[^1] != Width && info.OutputShape[0] == Width;
        _scores = new float[_classesFirst ? checked(batchSize * info.OutputSize) : 0];
        _labels = new int[data.HasLabels ? 0 : checked(batchSize * RowsPerSample)];
    }

    /// <summary>The number of scores a row; 1 for a score of its own for the classes 0 and 1.</summary>
    public int Width { get; }

    public int RowsPerSample { get; }

    public ReadOnlySpan<float> Scores(ReadOnlySpan<float> outputs)
    {
        if (!_classesFirst)
            return outputs;
        int sampleSize = Width * RowsPerSample;
        for (int sample = 0; sample < outputs.Length; sample += sampleSize)
        {
            for (int row = 0; row < RowsPerSample; row++)
            {
                for (int c = 0; c < Width; c++)
                    _scores[sample + row * Width + c] = outputs[sample + c * RowsPerSample + row];
            }
        }
        return _scores.AsSpan(0, outputs.Length);
    }

    public ReadOnlySpan<int> Labels(int start, int count)
    {
        int rows = count * RowsPerSample;
        if (_data.HasLabels)
            return _data.Labels.Slice(start * RowsPerSample, rows);
        ReadOnlySpan<float> targets = _data.Targets.Slice(start * _data.TargetSize, count * _data.TargetSize);
        for (int i = 0; i < rows; i++)
            _labels[i] = Width == 1 ? (int)targets[i] : ScoreRow.Largest(targets.Slice(i * Width, Width));
        return _labels.AsSpan(0, rows);
    }
}
