using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Language;

/// <content>What looks at values otherwise, and puts them together.</content>
internal sealed partial class RandomTerms
{
    private Term? Viewed(Term t, int depth)
    {
        int? any = AxisOf(t);
        int axis = any ?? 0, extent = any is null ? 1 : t.Shape[axis], given = Signed(axis, t.Rank);
        int[] With(int e) => [.. t.Shape.Select((old, d) => d == axis ? e : old)];
        Func<int[], int[]> At(Func<int, int> from) => i => [.. i.Select((v, d) => d == axis ? from(v) : v)];
        // indices are of actual shapes, where the batch has its extent
        int[] Real(NdArray x, int e) => [.. x.Shape.Select((old, d) => d == axis ? e : old)];
        int kind = Below(16);
        if (any is null && kind is not (5 or 10 or 11 or 12))
            return null;
        switch (kind)
        {
            case 0:
                return t.Then($"Flip(#, {given})", t.Shape, x => Flip(x, given), x => x.View(x.Shape, At(v => extent - 1 - v)), exact: true);
            case 1:
                int shift = Below(9) - 4;
                return t.Then($"Roll(#, {shift}, {given})", t.Shape, x => Roll(x, shift, given),
                    x => x.View(x.Shape, At(v => ((v - shift) % extent + extent) % extent)), exact: true);
            case 2:
                int before = Below(3), after = Below(3);
                double border = OneOf(0, 0, 0.5);
                return t.Then($"Pad(#, {given}, {before}, {after}, {border})", With(extent + before + after), x => Pad(x, given, before, after, border),
                    x => NdArray.Of(Real(x, extent + before + after), i => i[axis] < before || i[axis] >= before + extent ? border : x[At(v => v - before)(i)]), exact: true);
            case 3:
                int times = 1 + Below(3);
                return t.Then($"Repeat(#, {times}, {given})", With(extent * times), x => Repeat(x, times, given),
                    x => x.View(Real(x, extent * times), At(v => v % extent)), exact: true);
            case 4:
                Term other = Chance(50) ? Elementwise(t) : Filled([.. t.Shape.Select((e, d) => e == Batch ? 1 : d == axis ? OneOf(1, 2) : e)]);
                if (t.Shape.Contains(Batch) && !other.Shape.Contains(Batch))
                    return null;
                bool first = Chance(50);
                return t.With(other, first ? $"Concat({given}, @, #)" : $"Concat({given}, #, @, #)",
                    With((first ? 1 : 2) * extent + other.Shape[axis]), (a, b) => first ? Concat(given, b, a) : Concat(given, a, b, a),
                    (a, b) => first ? NdArray.Join(axis, b, a) : NdArray.Join(axis, a, b, a));
            case 5:
                int place = t.Shape.Contains(Batch) ? 1 + Below(t.Rank) : Below(t.Rank + 1);
                Term beside = Elementwise(t);
                NdArray Raised(NdArray x) => x.Reshape([.. x.Shape[..place], 1, .. x.Shape[place..]]);
                return t.With(beside, $"Stack({place}, #, @)", [.. t.Shape[..place], 2, .. t.Shape[place..]], (a, b) => Stack(place, a, b),
                    (a, b) => NdArray.Join(place, Raised(a), Raised(b)));
            case 6 when extent > 1:
                int cut = 1 + Below(extent - 1);
                return t.Then($"Split(#, [{cut}, {extent - cut}], {given})[1]", With(extent - cut), x => Split(x, [cut, extent - cut], given)[1],
                    x => x.View(Real(x, extent - cut), At(v => v + cut)), exact: true);
            case 7:
                int size = 1 + Below(Math.Min(3, extent)), stride = 1 + Below(2), dilation = (size - 1) * 2 < extent ? 1 + Below(2) : 1;
                int count = ((extent - ((size - 1) * dilation) - 1) / stride) + 1;
                return t.Then($"Windows(#, {given}, {size}, {stride}, {dilation})", [.. With(count), size], x => Windows(x, given, size, stride, dilation),
                    x => x.View([.. Real(x, count), size], i => At(v => (v * stride) + (i[^1] * dilation))(i[..^1])), exact: true);
            case 8 when AxisOf(t, d => d != axis && t.Shape[d] == extent) is { } second:
                int[] rest = [.. All(t.Rank).Where(d => d != axis && d != second)];
                return t.Then($"Diagonal(#, {given}, {second})", [.. rest.Select(d => t.Shape[d]), extent], x => Diagonal(x, given, second),
                    x => x.View([.. rest.Select(d => x.Shape[d]), extent],
                        i => [.. All(x.Rank).Select(d => d == axis || d == second ? i[^1] : i[Array.IndexOf(rest, d)])]), exact: true);
            case 9:
                int[] order = [.. All(t.Rank).OrderBy(d => t.Shape[d] == Batch ? 0 : 1 + random.Next(100))], signed = [.. order.Select(d => Signed(d, t.Rank))];
                return t.Then($"#.Permute({string.Join(", ", signed)})", [.. order.Select(d => t.Shape[d])], x => x.Permute(signed),
                    x => x.View([.. order.Select(d => x.Shape[d])], i => [.. All(x.Rank).Select(d => i[Array.IndexOf(order, d)])]), exact: true);
            case 10:
                return Reshaped(t);
            case 11:
                int at = t.Shape.Contains(Batch) ? 1 + Below(t.Rank) : Below(t.Rank + 1), asked = Chance(50) ? at : at - t.Rank - 1;
                return t.Then($"#.Unsqueeze({asked})", [.. t.Shape[..at], 1, .. t.Shape[at..]], x => x.Unsqueeze(asked),
                    x => x.Reshape([.. x.Shape[..at], 1, .. x.Shape[at..]]), exact: true);
            case 12 when !t.Shape.Contains(Batch):
                int[] wide = [.. t.Shape.Select(e => e == 1 ? OneOf(1, 2, 3) : e)];
                wide = Chance(40) ? [2, .. wide] : wide;
                return t.Then($"#.BroadcastTo({string.Join(", ", wide)})", wide, x => x.BroadcastTo(wide), x => NdArray.Of(wide, x.Stretched), exact: true);
            case 13 when t.Shape.Contains(1):
                return t.Then("#.Squeeze()", [.. t.Shape.Where(e => e != 1)], x => x.Squeeze(), x => x, exact: true) is var squeezed
                    ? squeezed with { Value = k => t.Of(k) is var x ? x.Reshape([.. x.Shape.Where((_, d) => t.Shape[d] != 1)]) : throw new InvalidOperationException() } : null;
            default:
                return Sliced(t);
        }
    }

    private Term Reshaped(Term t)
    {
        int first = t.Shape.Contains(Batch) ? 1 : 0;
        List<int> factors = [.. t.Shape[first..].Where(e => e != 1)];
        // some extents are joined with their neighbours, some are taken apart, and some of 1 come in
        for (int i = 0; i < factors.Count; i++)
        {
            if (i + 1 < factors.Count && Chance(40))
            {
                factors[i] *= factors[i + 1];
                factors.RemoveAt(i + 1);
            }
            int[] divisors = [.. Enumerable.Range(2, Math.Max(0, factors[i] - 2)).Where(d => factors[i] % d == 0)];
            if (divisors.Length > 0 && Chance(50))
            {
                int divisor = OneOf(divisors);
                factors[i] /= divisor;
                factors.Insert(i++, divisor);
            }
        }
        if (Chance(30))
            factors.Insert(Below(factors.Count + 1), 1);
        int[] shape = [.. t.Shape[..first], .. factors], asked = [.. shape];
        if (factors.Count > 0 && Chance(40))
            asked[first + Below(factors.Count)] = -1;
        return t.Then($"#.Reshape({string.Join(", ", asked)})", shape, x => x.Reshape(asked), x => x.Reshape([.. x.Shape[..first], .. factors]), exact: true);
    }

    private Term? Sliced(Term t)
    {
        List<TensorSlice> slices = [];
        List<(int Start, int Length, bool IsDropped)> parts = [];
        List<string> texts = [];
        foreach (int extent in t.Shape)
        {
            int start = extent == Batch ? 0 : Below(extent), length = extent == Batch ? 1 : 1 + Below(extent - start);
            switch (extent == Batch || Chance(30) ? 0 : 1 + Below(4))
            {
                case 0:
                    (slices, texts, parts) = ([.. slices, (TensorSlice)(..)], [.. texts, ".."], [.. parts, (0, extent, false)]);
                    break;
                case 1:
                    (slices, texts, parts) = ([.. slices, start], [.. texts, $"{start}"], [.. parts, (start, 1, true)]);
                    break;
                case 2:
                    (slices, texts, parts) = ([.. slices, ^(extent - start)], [.. texts, $"^{extent - start}"], [.. parts, (start, 1, true)]);
                    break;
                case 3:
                    (slices, texts, parts) = ([.. slices, start..(start + length)], [.. texts, $"{start}..{start + length}"], [.. parts, (start, length, false)]);
                    break;
                default:
                    (slices, texts, parts) = ([.. slices, ^(extent - start)..], [.. texts, $"^{extent - start}.."], [.. parts, (start, extent - start, false)]);
                    break;
            }
        }
        if (slices.Count == 0)
            return null;
        int named = slices.Count;
        while (named > 1 && texts[named - 1] == ".." && Chance(70))
            named--;
        TensorSlice[] indices = [.. slices.Take(named)];
        return t.Then($"#[{string.Join(", ", texts.Take(named))}]", [.. parts.Where(p => !p.IsDropped).Select(p => p.Length)], x => x[indices], x =>
        {
            int[] places = [.. All(x.Rank).Where(d => !parts[d].IsDropped)];
            return x.View([.. places.Select(d => parts[d].Length == Batch ? x.Shape[d] : parts[d].Length)],
                i => [.. All(x.Rank).Select(d => parts[d].Start + (parts[d].IsDropped ? 0 : i[Array.IndexOf(places, d)]))]);
        }, exact: true);
    }
}
