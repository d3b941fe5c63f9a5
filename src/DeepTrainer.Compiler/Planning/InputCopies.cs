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
        Access[] factors = [.. kernels.Where(k => k.IsProduct).SelectMany(k => k.Element!.Inputs.Select(i => ((Operand.Load)k.Operands[i]).Access))];
        Dictionary<Storage, Storage> copies = [], originals = [];
        foreach (Storage storage in factors.Select(f => f.Storage).Where(s => s is { Kind: StorageKind.Caller, IsInteger: false, Shape.IsBatched: true } && s.Root == s).Distinct())
        {
            // Seen under another shape, it is read as whole blocks.
            bool isSeen = kernels.Any(k => k.Accesses.Any(a => a.Storage != storage && a.Storage.Root == storage));
            Storage original = originals[storage] = isSeen ? storage
                : new(storage.Name, storage.Origin, storage.Shape, storage.Kind) { EndsWithSamples = true, Border = storage.Border };
            copies[storage] = new(storage.Name + "Copied", storage.Origin, storage.Shape, StorageKind.Temporary) { CopyOf = original };
        }
        if (copies.Count == 0)
            return kernels;
        Access Original(Access access) => originals.TryGetValue(access.Storage, out Storage? original) ? access with { Storage = original } : access;
        Access Copied(Access access) => copies.TryGetValue(access.Storage, out Storage? copy) ? access with { Storage = copy } : access;
        return
        [
            .. copies.Select(c => Kernel.Copy(c.Value.CopyOf!, c.Value)),
            .. kernels.Select(k => !k.Accesses.Any(a => originals.ContainsKey(a.Storage)) ? k : (k.IsProduct
                ? k with { Operands = [.. k.Operands.Select((o, i) => k.Element!.Inputs.Contains(i)
                    ? new Operand.Load(Copied(((Operand.Load)o).Access)) : o)] } : k).With(Original)),
        ];
    }
}
