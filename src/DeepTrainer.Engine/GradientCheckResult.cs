using System.Collections.Immutable;

namespace DeepTrainer.Engine;

/// <summary>How far analytic gradients are from central differences.</summary>
/// <param name="Errors">One entry for the input and for each parameter.</param>
public sealed record GradientCheckResult(ImmutableArray<GradientError> Errors)
{
    /// <summary>The entry that is furthest off.</summary>
    public GradientError Worst => Errors.MaxBy(e => double.IsNaN(e.Relative) ? double.PositiveInfinity : e.Relative)!;

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Errors);
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
