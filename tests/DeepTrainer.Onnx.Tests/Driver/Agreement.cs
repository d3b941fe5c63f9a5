namespace DeepTrainer.Onnx.Tests.Driver;

/// <summary>Whether two results are the same to the accuracy of float32.</summary>
internal static class Agreement
{
    /// <summary>Null if they agree, else where they don't: |a - e| ≤ absolute + relative · |e|.</summary>
    public static string? Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative = 1e-3, double absolute = 1e-5)
    {
        if (expected.Length != actual.Length)
            return $"{actual.Length} numbers instead of {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
        {
            bool isSame = expected[i].Equals(actual[i]) || Math.Abs((double)expected[i] - actual[i]) <= absolute + (relative * Math.Abs(expected[i]));
            if (!isSame)
                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"number {i} of {expected.Length} is {actual[i]} instead of {expected[i]}");
        }
        return null;
    }
}
