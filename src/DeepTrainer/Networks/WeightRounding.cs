using System.Globalization;

namespace DeepTrainer;

/// <summary>What weights lost when they were rounded to what their network keeps them as.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">What they are kept as.</param>
/// <param name="LargestError">The largest distance between a weight and what is kept of it.</param>
/// <param name="RelativeError">The root mean square of all distances, as a part of that of the weights: 0.002 for 0.2 %.</param>
public sealed record WeightRounding(string Name, WeightType Type, float LargestError, double RelativeError)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"'{Name}' as {Type}: {LargestError:G2} off at most, {RelativeError:P2} of its size on average");
}
