using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Samples as the caller gives them, row by row → a copy with samples side by side, for products with lanes over samples: they read every
/// value many times.
/// </summary>
internal static class InputCopies
{
    /// <summary>The kernels with copies made first.</summary>
    public static ImmutableArray<Kernel> Run(ImmutableArray<Kernel> kernels)
    {
        Dictionary<Storage, Storage> copies = [];
        foreach (Access factor in kernels.Where(k => k.IsProduct).SelectMany(k => Factors(k).Select(i => ((Operand.Load)k.Operands[i]).Access)))
        {
            Storage storage = factor.Storage;
            if (storage is { Kind: StorageKind.Caller, IsInteger: false, Shape.IsBatched: true } && storage.Root == storage && !copies.ContainsKey(storage))
                copies[storage] = new(storage.Name + "Copied", storage.Origin, storage.Shape, StorageKind.Temporary) { CopyOf = storage };
        }
        Access Copied(Access access) => copies.TryGetValue(access.Storage, out Storage? copy) ? access with { Storage = copy } : access;
        return
        [
            .. copies.Select(c => Kernel.Copy(c.Key, c.Value)),
            .. kernels.Select(k => k.IsProduct ? k with { Operands = [.. k.Operands.Select((o, i) => Factors(k).Contains(i) ? new Operand.Load(Copied(((Operand.Load)o).Access)) : o)] } : k),
        ];
    }

    private static SortedSet<int> Factors(Kernel product) => Rewriter.InputsOf(product.Element!);
}
