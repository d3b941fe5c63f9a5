using System.Text;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Finds equal blocks of a network: stretches of kernels that call the same methods in the same order, on other tensors, one stretch behind another.
/// </summary>
internal sealed class EqualBlocks(KernelMethods methods)
{
    // A call of a block takes about the text of a few kernels' calls. Longer blocks are found as the shorter ones in them.
    private const int FewestKernels = 6, MostPieces = 400;

    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<int, int> there = [], back = [];

    /// <summary>Pieces of work that follow each other, one of several equal blocks or none.</summary>
    /// <param name="Pieces">The pieces: a kernel each, or those of a recurrence.</param>
    /// <param name="Form">What equal blocks have in common; empty for a stretch that is like no other.</param>
    public sealed record Stretch(KernelPlan[][] Pieces, string Form)
    {
        public KernelPlan[] Kernels => [.. Pieces.SelectMany(p => p)];
    }

    /// <summary>All pieces, in order.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="conditionOf">The condition under which a kernel is called, if there is one.</param>
    public IEnumerable<Stretch> Of(KernelPlan[][] pieces, Func<KernelPlan, string?> conditionOf)
    {
        Piece[] known = [.. pieces.Select(p => new Piece(NumberOf(CallsOf(p, conditionOf)),
            [.. p.SelectMany(k => KernelSignature.Of(k.Kernel).Names).Select(NumberOf)], p.Length))];
        List<KernelPlan[]> others = [];
        for (int at = 0; at < pieces.Length;)
        {
            (int length, int count) = Longest(known, at);
            if (length == 0)
            {
                others.Add(pieces[at++]);
                continue;
            }
            if (others.Count > 0)
                yield return new([.. others], "");
            others.Clear();
            string form = FormOf(known, at, length);
            for (int n = 0; n < count; n++, at += length)
                yield return new([.. pieces.Skip(at).Take(length)], form);
        }
        if (others.Count > 0)
            yield return new([.. others], "");
    }

    /// <summary>A piece as it is compared: its calls and their arguments, each text by a number, and how many kernels it has.</summary>
    private sealed record Piece(int Calls, int[] Arguments, int Kernels);

    private int NumberOf(string text)
    {
        if (!numbers.TryGetValue(text, out int number))
            numbers[text] = number = numbers.Count;
        return number;
    }

    // The blocks from a piece on that leave out the most calls.
    private (int Length, int Count) Longest(Piece[] pieces, int at)
    {
        (int Length, int Count) best = (0, 0);
        int most = 0, kernels = 0;
        for (int length = 1; length <= MostPieces && at + (2 * length) <= pieces.Length; length++)
        {
            kernels += pieces[at + length - 1].Kernels;
            // Several of the best blocks together are no better.
            bool isMultiple = best.Length > 0 && length % best.Length == 0 && 2 * length <= best.Length * best.Count;
            if (kernels < FewestKernels || isMultiple)
                continue;
            int count = 1;
            while (at + ((count + 1) * length) <= pieces.Length && AreEqual(pieces, at, at + (count * length), length))
                count++;
            if ((count - 1) * kernels > most)
                (best, most) = ((length, count), (count - 1) * kernels);
        }
        return best;
    }

    // Whether two stretches make the same calls, with arguments that stand for each other.
    private bool AreEqual(Piece[] pieces, int one, int other, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (pieces[one + i].Calls != pieces[other + i].Calls)
                return false;
        }
        there.Clear();
        back.Clear();
        for (int i = 0; i < length; i++)
        {
            (int[] own, int[] others) = (pieces[one + i].Arguments, pieces[other + i].Arguments);
            if (own.Length != others.Length)
                return false;
            for (int a = 0; a < own.Length; a++)
            {
                bool isKnown = there.TryGetValue(own[a], out int partner);
                if (isKnown ? partner != others[a] : back.ContainsKey(others[a]))
                    return false;
                (there[own[a]], back[others[a]]) = (others[a], own[a]);
            }
        }
        return true;
    }

    private string CallsOf(KernelPlan[] piece, Func<KernelPlan, string?> conditionOf) =>
        $"{piece[0].Kernel.Loop?.Steps} {piece[0].Kernel.Loop?.Reverse} {piece[0].Kernel.Chain is not null} "
            + $"{string.Join(" ", piece.Select(k => conditionOf(k) + methods.NameOf(k)))}";

    // The calls, each argument by the number of its first appearance.
    private static string FormOf(Piece[] pieces, int from, int length)
    {
        StringBuilder form = new();
        Dictionary<int, int> order = [];
        for (int i = from; i < from + length; i++)
        {
            form.Append(Format.Integer(pieces[i].Calls)).Append('(');
            foreach (int name in pieces[i].Arguments)
            {
                if (!order.TryGetValue(name, out int number))
                    order[name] = number = order.Count;
                form.Append(Format.Integer(number)).Append(' ');
            }
            form.Append(") ");
        }
        return form.ToString();
    }
}
