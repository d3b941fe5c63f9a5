namespace DeepTrainer;

/// <summary>A function of the mean of errors: MAE and RMSE.</summary>
internal sealed class MeanErrorMetric(string name, Func<double, double> error, Func<double, double> result) : ValueMetric(name)
{
    public override ValueAccumulator Begin(int outputs) => new Accumulator(outputs, error, result);

    private sealed class Accumulator(int outputs, Func<double, double> error, Func<double, double> result) : ValueAccumulator(outputs)
    {
        private double _sum;

        protected override void AddValues(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
        {
            for (int i = 0; i < predictions.Length; i++)
                _sum += error((double)predictions[i] - targets[i]);
        }

        protected override void Clear() => _sum = 0;

        protected override double Measure() => result(_sum / ((double)Samples * Outputs));
    }
}
