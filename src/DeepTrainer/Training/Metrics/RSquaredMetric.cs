namespace DeepTrainer;

/// <summary>R², the mean over the outputs.</summary>
internal sealed class RSquaredMetric() : ValueMetric("R²")
{
    public override bool HigherIsBetter => true;

    public override ValueAccumulator Begin(int outputs) => new Accumulator(outputs);

    private sealed class Accumulator(int outputs) : ValueAccumulator(outputs)
    {
        private readonly double[] _mean = new double[outputs];
        private readonly double[] _spread = new double[outputs];
        private readonly double[] _error = new double[outputs];

        protected override void AddValues(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
        {
            long count = Samples;
            for (int start = 0; start < targets.Length; start += Outputs)
            {
                count++;
                for (int o = 0; o < Outputs; o++)
                {
                    double target = targets[start + o];
                    double error = predictions[start + o] - target;
                    _error[o] += error * error;
                    // Welford, 1962: the spread of equal targets is exactly 0.
                    double fromOldMean = target - _mean[o];
                    _mean[o] += fromOldMean / count;
                    _spread[o] += fromOldMean * (target - _mean[o]);
                }
            }
        }

        protected override void Clear()
        {
            Array.Clear(_mean);
            Array.Clear(_spread);
            Array.Clear(_error);
        }

        protected override double Measure()
        {
            if (Samples < 2)
                return double.NaN;
            double sum = 0;
            for (int o = 0; o < Outputs; o++)
                sum += _spread[o] == 0 ? OfEqualTargets(_error[o]) : 1 - _error[o] / _spread[o];
            return sum / Outputs;
        }

        private static double OfEqualTargets(double error) => error == 0 ? 1 : double.IsNaN(error) ? double.NaN : 0;
    }
}
