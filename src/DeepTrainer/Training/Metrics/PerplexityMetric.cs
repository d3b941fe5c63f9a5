namespace DeepTrainer;

/// <summary>exp of the mean negative log-probability of the rows' classes.</summary>
internal sealed class PerplexityMetric(ScoreKind? scores) : ClassMetric("perplexity")
{
    public override bool HigherIsBetter => false;

    public override ClassAccumulator Begin(int width, int capacity = 0) => Begin(width, capacity, RowForm.Unknown);

    internal override ClassAccumulator Begin(int width, int capacity, RowForm form) => new Accumulator(width, scores ?? form.Scores);

    private sealed class Accumulator(int width, ScoreKind kind) : ClassAccumulator(width)
    {
        private double _sum;

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            for (int i = 0; i < labels.Length; i++)
                _sum -= ScoreRow.LogProbability(scores.Slice(i * Width, Width), labels[i], kind);
        }

        protected override void Clear() => _sum = 0;

        protected override double Measure() => Math.Exp(_sum / Rows);
    }
}
