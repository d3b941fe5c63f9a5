using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

public static unsafe partial class VectorMath
{
    /// <summary>Fetches the 64 bytes around an address into the caches, where the processor has an instruction for it that .NET knows: x86 has.</summary>
    /// <param name="address">The address: nothing is read or written there as far as the program is concerned, and there need be no memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }
}
