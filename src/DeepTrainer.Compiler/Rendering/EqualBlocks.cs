using System.Text;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Finds equal blocks of a network: stretches of kernels that call the same methods in the same order, on other tensors, one stretch behind another.
/// </summary>
internal sealed class EqualBlocks(KernelMethods methods)
{
    // A call of a block takes about the text of a few kernels' calls. Longer blocks are found as the shorter ones in them.
    private const int FewestKernels = 6, MostPieces = 400;

    /// <summary>Pieces of work that follow each other, one of several equal blocks or none.</summary>
    /// <param name="Pieces">The pieces: a kernel each, or those of a recurrence.</param>
    /// <param name="Form">What equal blocks have in common; empty for a stretch that is like no other.</param>
    public sealed record Stretch(KernelPlan[][] Pieces, string Form)
    {
        public KernelPlan[] Kernels => [.. Pieces.SelectMany(p => p)];
    }

    /// <summary>All pieces, in order.</summary>
    public IEnumerable<Stretch> Of(KernelPlan[][] pieces)
    {
        string[] calls = [.. pieces.Select(CallsOf)];
        List<KernelPlan[]> others = [];
        for (int at = 0; at < pieces.Length;)
        {
            (int length, int count) = Longest(pieces, calls, at);
            if (length == 0)
            {
                others.Add(pieces[at++]);
                continue;
            }
            if (others.Count > 0)
                yield return new([.. others], "");
            others.Clear();
            string form = FormOf(pieces, at, length);
            for (int n = 0; n < count; n++, at += length)
                yield return new([.. pieces.Skip(at).Take(length)], form);
        }
        if (others.Count > 0)
            yield return new([.. others], "");
    }

    // The blocks from a piece on that leave out the most calls.
    private (int Length, int Count) Longest(KernelPlan[][] pieces, string[] calls, int at)
    {
        (int Length, int Count) best = (0, 0);
        int most = 0;
        for (int length = 1; length <= MostPieces && at + (2 * length) <= pieces.Length; length++)
        {
            if (calls[at] != calls[at + length] || Enumerable.Range(at, length).Any(i => calls[i] != calls[i + length]))
                continue;
            int kernels = pieces.Skip(at).Take(length).Sum(p => p.Length), count = 1;
            if (kernels < FewestKernels)
                continue;
            string form = FormOf(pieces, at, length);
            while (at + ((count + 1) * length) <= pieces.Length && FormOf(pieces, at + (count * length), length) == form)
                count++;
            if ((count - 1) * kernels > most)
                (best, most) = ((length, count), (count - 1) * kernels);
        }
        return best;
    }

    private string CallsOf(KernelPlan[] piece) =>
        $"{piece[0].Kernel.Loop?.Steps} {piece[0].Kernel.Loop?.Reverse} {string.Join(" ", piece.Select(methods.NameOf))}";

    // The calls, each argument by the number of its first appearance.
    private string FormOf(KernelPlan[][] pieces, int from, int length)
    {
        StringBuilder form = new();
        Dictionary<string, int> numbers = [];
        foreach (KernelPlan[] piece in pieces.Skip(from).Take(length))
        {
            form.Append(CallsOf(piece)).Append('(');
            foreach (string name in piece.SelectMany(k => KernelSignature.Of(k.Kernel).Names))
            {
                if (!numbers.TryGetValue(name, out int number))
                    numbers[name] = number = numbers.Count;
                form.Append(number).Append(' ');
            }
            form.Append(") ");
        }
        return form.ToString();
    }
}
