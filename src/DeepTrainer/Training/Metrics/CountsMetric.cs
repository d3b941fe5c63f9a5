namespace DeepTrainer;

/// <summary>Precision, recall or F1.</summary>
internal sealed class CountsMetric(string name, ClassCounts.Ratio ratio, Averaging? averaging, int positive, ScoreKind? scores)
    : ClassMetric(FullName(name, averaging, positive))
{
    public override ClassAccumulator Begin(int width, int capacity = 0) => Begin(width, capacity, RowForm.Unknown);

    internal override ClassAccumulator Begin(int width, int capacity, RowForm form)
    {
        ClassCounts.CheckPositive(positive, Math.Max(2, width));
        form = form with { Scores = scores ?? form.Scores };
        return form.Labels > 1 ? new LabelAccumulator(form, ratio, averaging, positive) : new Accumulator(width, ratio, averaging, positive, form.Scores);
    }

    private static string FullName(string name, Averaging? averaging, int positive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positive);
        return averaging switch
        {
            null when positive == 1 => name,
            null or Averaging.Binary => $"{name} (class {positive})",
            Averaging.Macro => $"{name} (macro)",
            Averaging.Micro => $"{name} (micro)",
            Averaging.Weighted => $"{name} (weighted)",
            _ => throw new ArgumentOutOfRangeException(nameof(averaging), averaging, "There is no such averaging."),
        };
    }

    private sealed class Accumulator(int width, ClassCounts.Ratio ratio, Averaging? averaging, int positive, ScoreKind kind) : ClassAccumulator(width)
    {
        private readonly ClassCounts _counts = new(Math.Max(2, width));

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            for (int i = 0; i < labels.Length; i++)
                _counts.Add(labels[i], ScoreRow.Predicted(scores.Slice(i * Width, Width), kind));
        }

        protected override void Clear() => _counts.Clear();

        protected override double Measure() => _counts.Average(ratio, averaging, positive);
    }

    // Each label has rows of its own and is a class that is true in some of them; what averages over classes does so over labels.
    private sealed class LabelAccumulator(RowForm form, ClassCounts.Ratio ratio, Averaging? averaging, int positive) : ClassAccumulator(1)
    {
        private readonly ClassCounts _counts = new(form.Labels);
        private long _row;

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            for (int i = 0; i < labels.Length; i++)
                _counts.AddLabel(form.LabelOf(_row++), labels[i] == positive, ScoreRow.Predicted(scores.Slice(i, 1), form.Scores) == positive);
        }

        protected override void Clear()
        {
            _counts.Clear();
            _row = 0;
        }

        protected override double Measure() => _counts.Average(ratio, averaging is null or Averaging.Binary ? Averaging.Macro : averaging, positive);
    }
}
