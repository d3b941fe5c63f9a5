using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DeepTrainer;

/// <summary>How the loss of a network goes while its learning rate rises from batch to batch (Smith, 2017).</summary>
public sealed class LearningRateCurve
{
    // What is left out at the ends: the first batches say nothing yet, and the last ones diverge.
    private const int LeftOutAtStart = 10, LeftOutAtEnd = 5;

    internal LearningRateCurve(ImmutableArray<LearningRatePoint> points) => Points = points;

    /// <summary>A batch after the other, until all were done or the loss was four times its least.</summary>
    public ImmutableArray<LearningRatePoint> Points { get; }

    /// <summary>The rate at which the smoothed loss falls fastest, a good one to begin with; null if it never fell.</summary>
    public float? Suggestion
    {
        get
        {
            int first = Math.Min(LeftOutAtStart, Points.Length / 4), last = Points.Length - Math.Min(LeftOutAtEnd, Points.Length / 4) - 1;
            (double slope, float? rate) = (0, null);
            for (int i = Math.Max(1, first); i < last; i++)
            {
                double here = (Points[i + 1].Smoothed - Points[i - 1].Smoothed) / (Math.Log(Points[i + 1].Rate) - Math.Log(Points[i - 1].Rate));
                if (here < slope)
                    (slope, rate) = (here, Points[i].Rate);
            }
            return rate;
        }
    }

    /// <summary>A line a point, and the suggestion.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (LearningRatePoint point in Points)
            text.Append(CultureInfo.InvariantCulture, $"{point.Rate:E2}  {point.Loss:G5}  {point.Smoothed:G5}\n");
        return text.Append(Suggestion is { } rate ? string.Create(CultureInfo.InvariantCulture, $"suggestion: {rate:E2}\n") : "the loss never fell\n").ToString();
    }
}

/// <summary>One batch of a <see cref="LearningRateCurve"/>.</summary>
/// <param name="Rate">The learning rate of its step.</param>
/// <param name="Loss">The loss before the step.</param>
/// <param name="Smoothed">The mean of the losses so far, in which each counts 0.95 times the next.</param>
public readonly record struct LearningRatePoint(float Rate, double Loss, double Smoothed);
