namespace DeepTrainer.Compiler.Planning;

/// <summary>A kind of processor that kernels are written for: all that plans and loops know of it.</summary>
/// <param name="Name">What a project calls it, and what its files and classes are called after.</param>
/// <param name="Bits">Of a vector.</param>
/// <param name="Registers">Vector registers.</param>
/// <param name="Condition">When code runs on one, in C#.</param>
/// <param name="HasOperatorsOnly">
/// Whether operators, loads and Create are all that are instructions: what else there is for vectors, such as a multiply-add, is computed element by element.
/// </param>
internal sealed record Target(string Name, int Bits, int Registers, string Condition, bool HasOperatorsOnly = false)
{
    /// <summary>x86 with AVX-512.</summary>
    public static Target Vector512 { get; } = new("Vector512", 512, 32, "Vector512.IsHardwareAccelerated");

    /// <summary>x86 with AVX2. Elsewhere .NET makes a pair of 128 bits of each vector: 16 of them fill the 32 registers of Arm.</summary>
    public static Target Vector256 { get; } = new("Vector256", 256, 16, "Vector256.IsHardwareAccelerated");

    /// <summary>Arm with 64 bits.</summary>
    public static Target Arm64 { get; } = new("Arm64", 128, 32, "Arm.AdvSimd.Arm64.IsSupported");

    /// <summary>WebAssembly, as .NET interprets it.</summary>
    public static Target Wasm { get; } = new("Wasm", 128, 16, "global::System.Runtime.Intrinsics.Wasm.PackedSimd.IsSupported", HasOperatorsOnly: true);

    /// <summary>Any processor with vectors of 128 bits; meant for x86 without AVX2.</summary>
    public static Target Vector128 { get; } = new("Vector128", 128, 16, "Vector128.IsHardwareAccelerated");

    /// <summary>All targets, in the order in which they are chosen where code runs.</summary>
    public static ImmutableArray<Target> All { get; } = [Vector512, Vector256, Arm64, Wasm, Vector128];

    /// <summary>Those of x86, the widest first.</summary>
    public static ImmutableArray<Target> X86 { get; } = [Vector512, Vector256, Vector128];

    /// <summary>Those that kernels are written for unless a project says otherwise. The last one's run wherever no other's do.</summary>
    public static ImmutableArray<Target> Usual { get; } = [Vector512, Vector256];

    /// <summary>The widest vectors.</summary>
    public static Target Widest => Vector512;

    /// <summary>Floats in a vector.</summary>
    public int Lanes => LanesOf(ElementType.Float32);

    /// <summary>Elements of a type in a vector.</summary>
    public int LanesOf(ElementType element) => Bits / (8 * element.Bytes);

    /// <summary>Vectors for so many floats.</summary>
    public int VectorsFor(int floats) => (floats + Lanes - 1) / Lanes;

    public override string ToString() => Name;
}
