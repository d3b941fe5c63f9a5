namespace DeepTrainer;

/// <summary>The fraction of rows whose largest score is that of their class.</summary>
internal sealed class AccuracyMetric(ScoreKind? scores) : ClassMetric("accuracy")
{
    public override ClassAccumulator Begin(int width, int capacity = 0) => Begin(width, capacity, RowForm.Unknown);

    internal override ClassAccumulator Begin(int width, int capacity, RowForm form) => new Accumulator(width, scores ?? form.Scores);

    private sealed class Accumulator(int width, ScoreKind kind) : ClassAccumulator(width)
    {
        private long _hits;

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            for (int i = 0; i < labels.Length; i++)
                _hits += ScoreRow.Predicted(scores.Slice(i * Width, Width), kind) == labels[i] ? 1 : 0;
        }

        protected override void Clear() => _hits = 0;

        protected override double Measure() => (double)_hits / Rows;
    }
}
