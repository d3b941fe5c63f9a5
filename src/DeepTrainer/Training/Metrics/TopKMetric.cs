using System.Globalization;

namespace DeepTrainer;

/// <summary>The fraction of rows whose class is among those with the k largest scores.</summary>
internal sealed class TopKMetric : ClassMetric
{
    private readonly int _k;

    public TopKMetric(int k)
        : base(string.Create(CultureInfo.InvariantCulture, $"top-{k} accuracy"))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    public override ClassAccumulator Begin(int width, int capacity = 0) => Begin(width, capacity, RowForm.Unknown);

    internal override ClassAccumulator Begin(int width, int capacity, RowForm form) => _k <= width
        ? new Accumulator(width, _k, form.Scores)
        : throw new ArgumentException($"The {_k} largest of {width} scores were asked for; TopK needs at least that many classes.", nameof(width));

    private sealed class Accumulator(int width, int k, ScoreKind kind) : ClassAccumulator(width)
    {
        private long _hits;

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            for (int i = 0; i < labels.Length; i++)
            {
                ReadOnlySpan<float> row = scores.Slice(i * Width, Width);
                // A single score has no larger one beside it; it is right or wrong.
                bool hit = Width == 1 ? ScoreRow.Predicted(row, kind) == labels[i] : Before(row, labels[i]) < k;
                _hits += hit ? 1 : 0;
            }
        }

        protected override void Clear() => _hits = 0;

        protected override double Measure() => (double)_hits / Rows;

        // The number of scores that are taken before the label's. Comparisons with NaN are false, so it goes before everything.
        private static int Before(ReadOnlySpan<float> row, int label)
        {
            float own = row[label];
            int before = 0;
            for (int c = 0; c < label; c++)
                before += row[c] < own ? 0 : 1;
            for (int c = label + 1; c < row.Length; c++)
                before += row[c] <= own ? 0 : 1;
            return before;
        }
    }
}
