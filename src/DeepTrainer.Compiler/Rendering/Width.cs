namespace DeepTrainer.Compiler.Rendering;

/// <summary>A vector width and the register tile that suits it.</summary>
/// <param name="Bits">512, 256 or 128.</param>
/// <param name="Rows">Rows of a product that a tile takes at once.</param>
/// <param name="Vectors">Vectors of each row.</param>
internal sealed record Width(int Bits, int Rows, int Vectors)
{
    /// <summary>
    /// Sums that must be under way at once to hide the latency of a multiply-add: 4 cycles, two started in each
    /// (Intel since Skylake, AMD since Zen 2).
    /// </summary>
    public const int SumsInFlight = 8;

    /// <summary>
    /// All widths, widest first. 512 bits have 32 registers: 8 × 2 sums leave room for the factors; the others have 16
    /// on x86: 4 × 2.
    /// </summary>
    public static ImmutableArray<Width> All { get; } = [new(512, 8, 2), new(256, 4, 2), new(128, 4, 2)];

    /// <summary>Floats in a vector.</summary>
    public int Lanes => Bits / 32;
}
