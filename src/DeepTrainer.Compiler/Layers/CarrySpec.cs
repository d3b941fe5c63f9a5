namespace DeepTrainer.Compiler.Layers;

/// <summary>What one step of a stream leaves to the next.</summary>
/// <param name="Name">"lstm1.h".</param>
/// <param name="Shape">Its shape, with the batch.</param>
/// <param name="Initial">What it holds at first, everywhere.</param>
/// <param name="IsRing">Whether a step replaces one row of it, where it lies.</param>
public sealed record CarrySpec(string Name, Shape Shape, double Initial, bool IsRing = false)
{
    /// <summary>
    /// The name of its new content. Unless it is a ring it is another tensor than the old one, so that the order in which values are computed is
    /// free.
    /// </summary>
    public string NextName => IsRing ? Name : Name + ".next";
}
