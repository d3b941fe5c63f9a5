namespace DeepTrainer.Compiler.Planning;

/// <summary>A vector width and what the processors that have it offer.</summary>
/// <param name="Bits">512, 256 or 128.</param>
/// <param name="Registers">Vector registers: 32 with AVX-512, else 16 on x86.</param>
internal sealed record Width(int Bits, int Registers)
{
    /// <summary>All widths, widest first.</summary>
    public static ImmutableArray<Width> All { get; } = [new(512, 32), new(256, 16), new(128, 16)];

    /// <summary>Floats in a vector.</summary>
    public int Lanes => Bits / 32;

    /// <summary>Vectors for so many floats.</summary>
    public int VectorsFor(int floats) => (floats + Lanes - 1) / Lanes;
}
