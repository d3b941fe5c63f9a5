namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The kernels of a chunk of samples that sum over them, each with those that make its sum's memory ready and take it to the total. Such a chain is run for one
/// group of samples after another, so that totals don't depend on how many samples a chunk has.
/// </summary>
internal static class SumChains
{
    /// <summary>The kernels, marked, in an order in which those of a chain follow each other; none if there is no such order.</summary>
    public static ImmutableArray<Kernel>? Run(ImmutableArray<Kernel> kernels)
    {
        List<List<Kernel>> pieces = [];
        Dictionary<Storage, List<Kernel>> makers = [];
        foreach (Kernel kernel in kernels)
        {
            List<Kernel> piece = [kernel];
            if (SumsSamples(kernel))
            {
                // rows of a table are added to what another kernel has filled
                foreach (List<Kernel> fill in Of(Written(kernel)))
                {
                    if (fill is not [{ Operands: [] }])
                        return null;
                    pieces.Remove(fill);
                    piece.Insert(0, fill[0]);
                }
            }
            else if (Of(Read(kernel)).Where(p => p.Exists(SumsSamples)).ToArray() is { Length: > 0 } summed)
            {
                HashSet<Storage> later = [.. pieces.Skip(pieces.IndexOf(summed[0]) + 1).SelectMany(p => p).SelectMany(Written)];
                if (summed.Length > 1 || IsOfSamples(kernel) || Read(kernel).Any(later.Contains))
                    return null;
                piece = summed[0];
                piece.Add(kernel);
                Note(piece, kernel);
                continue;
            }
            pieces.Add(piece);
            Note(piece, kernel);
        }
        return [.. pieces.SelectMany((piece, number) => piece.Exists(SumsSamples) ? piece.Select(k => k with { Chain = number }) : piece)];

        void Note(List<Kernel> piece, Kernel kernel)
        {
            foreach (Storage sum in Written(kernel).Where(IsSum))
                makers[sum] = piece;
        }

        List<Kernel>[] Of(IEnumerable<Storage> sums) => [.. sums.Where(makers.ContainsKey).Select(s => makers[s]).Distinct()];
    }

    private static bool IsOfSamples(Kernel kernel) => kernel.Axes.Any(a => a.Extent == Shape.Batch);

    private static bool SumsSamples(Kernel kernel) => IsOfSamples(kernel) && Written(kernel).Any(s => !s.Shape.IsBatched);

    // A sum, or what is made of one, in working memory.
    private static bool IsSum(Storage storage) => storage.Kind == StorageKind.Temporary && !storage.Shape.IsBatched;

    private static IEnumerable<Storage> Written(Kernel kernel) => kernel.InnerStores.Concat(kernel.Stores).Select(s => s.Access.Storage.Root);

    private static IEnumerable<Storage> Read(Kernel kernel) =>
        kernel.Operands.OfType<Operand.Load>().SelectMany(l => l.Access.Row is { } row ? new[] { row, l.Access } : [l.Access]).Select(a => a.Storage.Root);
}
