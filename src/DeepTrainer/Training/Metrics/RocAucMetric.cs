namespace DeepTrainer;

/// <summary>The area under the ROC curve, of class 1 or the mean over the classes.</summary>
internal sealed class RocAucMetric(ScoreKind? scores) : ClassMetric("ROC AUC")
{
    public override ClassAccumulator Begin(int width, int capacity = 0) => Begin(width, capacity, RowForm.Unknown);

    internal override ClassAccumulator Begin(int width, int capacity, RowForm form) =>
        new Accumulator(width, capacity, form with { Scores = scores ?? form.Scores });

    private sealed class Accumulator : ClassAccumulator
    {
        private readonly RowForm _form;
        // The class of each column: only class 1 where there are two.
        private readonly int _firstClass;
        private readonly int _columns;
        private double[] _ranking;
        private int[] _labels;
        private int _count;

        public Accumulator(int width, int capacity, RowForm form)
            : base(width)
        {
            _form = form;
            _firstClass = width > 2 ? 0 : 1;
            _columns = width > 2 ? width : 1;
            _labels = new int[capacity];
            _ranking = new double[checked(capacity * _columns)];
        }

        protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
        {
            Reserve(checked(_count + labels.Length));
            for (int i = 0; i < labels.Length; i++)
            {
                Rank(scores.Slice(i * Width, Width), _ranking.AsSpan(_count * _columns, _columns));
                _labels[_count++] = labels[i];
            }
        }

        protected override void Clear() => _count = 0;

        protected override double Measure()
        {
            var keys = new double[_count];
            var belongs = new bool[_count];
            double sum = 0;
            int classes = 0;
            for (int label = 0; label < Math.Max(_columns, _form.Labels); label++)
            {
                // Independent labels have rows of their own, with one column.
                int column = _form.Labels > 1 ? 0 : label;
                int rows = 0;
                for (int i = 0; i < _count; i++)
                {
                    if (_form.Labels > 1 && _form.LabelOf(i) != label)
                        continue;
                    keys[rows] = _ranking[i * _columns + column];
                    if (double.IsNaN(keys[rows]))
                        return double.NaN;
                    belongs[rows++] = _labels[i] == _firstClass + column;
                }
                keys.AsSpan(0, rows).Sort(belongs.AsSpan(0, rows));
                double area = Area(keys.AsSpan(0, rows), belongs.AsSpan(0, rows));
                if (double.IsNaN(area))
                    continue;
                sum += area;
                classes++;
            }
            return classes == 0 ? double.NaN : sum / classes;
        }

        // Of all pairs of a row of the class and another, the fraction in which the first is higher; NaN if there is no pair.
        private static double Area(ReadOnlySpan<double> keys, ReadOnlySpan<bool> belongs)
        {
            double pairs = 0;
            long othersBelow = 0;
            long own = 0;
            for (int start = 0, end; start < keys.Length; start = end)
            {
                long ownHere = 0;
                for (end = start; end < keys.Length && keys[end] == keys[start]; end++)
                    ownHere += belongs[end] ? 1 : 0;
                long othersHere = end - start - ownHere;
                pairs += ownHere * (othersBelow + othersHere / 2.0);
                othersBelow += othersHere;
                own += ownHere;
            }
            return pairs / ((double)own * othersBelow);
        }

        // Log-odds ln(p / (1 - p)) of logits rank as probabilities do, and don't become equal near 0 and 1.
        private void Rank(ReadOnlySpan<float> row, Span<double> ranking)
        {
            if (_columns == 1)
            {
                ranking[0] = _form.Scores == ScoreKind.Logits && Width == 2 ? (double)row[1] - row[0] : row[^1];
                return;
            }
            if (_form.Scores == ScoreKind.Probabilities)
            {
                for (int c = 0; c < row.Length; c++)
                    ranking[c] = row[c];
                return;
            }
            // 1 - p of the largest would be a difference of nearly equal numbers, so its others are summed on their own.
            int largest = ScoreRow.Largest(row);
            double max = row[largest];
            double others = ScoreRow.LogSumExp(row, except: largest) - max;
            double sum = 1 + Math.Exp(others);
            for (int c = 0; c < row.Length; c++)
            {
                double score = row[c] - max;
                ranking[c] = c == largest ? -others : score - Math.Log(sum - Math.Exp(score));
            }
        }

        private void Reserve(int rows)
        {
            if (rows <= _labels.Length)
                return;
            int capacity = Math.Max(rows, _labels.Length > Array.MaxLength / 2 ? rows : 2 * _labels.Length);
            Array.Resize(ref _labels, capacity);
            Array.Resize(ref _ranking, checked(capacity * _columns));
        }
    }
}
