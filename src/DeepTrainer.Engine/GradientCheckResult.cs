using System.Collections.Immutable;
using System.Globalization;

namespace DeepTrainer.Engine;

/// <summary>How far analytic gradients are from central differences.</summary>
/// <param name="Errors">One entry for the input and for each parameter.</param>
public sealed record GradientCheckResult(ImmutableArray<GradientError> Errors)
{
    /// <summary>The entry that is furthest off.</summary>
    public GradientError Worst => Errors.MaxBy(e => double.IsNaN(e.Relative) ? double.PositiveInfinity : e.Relative)!;

    /// <summary>Whether every gradient is closer to the differences than this; a right one of a smooth network stays below 1e-6.</summary>
    /// <param name="tolerance">The largest relative error.</param>
    public bool IsWithin(double tolerance = 1e-6) => Errors.All(e => e.Relative <= tolerance);

    /// <summary>A table, the worst first: how far each tensor's gradient is off, at which element, and both its values there.</summary>
    public override string ToString()
    {
        int width = Math.Max("tensor".Length, Errors.Max(e => e.Name.Length));
        IEnumerable<string> rows = Errors.OrderByDescending(e => double.IsNaN(e.Relative) ? double.PositiveInfinity : e.Relative).Select(e => string.Create(
            CultureInfo.InvariantCulture, $"{e.Name.PadRight(width)}  {e.Relative,8:E1}  {e.Index,7}  {e.Analytic,14:G8}  {e.Numeric,14:G8}"));
        return string.Join('\n', rows.Prepend($"{"tensor".PadRight(width)}  {"error",8}  {"element",7}  {"gradient",14}  {"difference",14}"));
    }
}

/// <summary>How far a tensor's gradient is off.</summary>
/// <param name="Name">The parameter's name, or "input".</param>
/// <param name="Relative">
/// The largest difference of an element, divided by the largest absolute element of the tensor (1e-3 at least: below, central
/// differences measure rounding). A right gradient of a smooth network stays below 1e-6.
/// </param>
/// <param name="Index">The element that is furthest off, row-major.</param>
/// <param name="Analytic">Its gradient by the adjoint rules.</param>
/// <param name="Numeric">Its gradient by central differences.</param>
public sealed record GradientError(string Name, double Relative, int Index, double Analytic, double Numeric);
