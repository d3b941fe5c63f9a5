using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// y = Σ a·b over the letters that y lacks. One letter runs innermost, chosen so that memory is read in order: an inner product
/// where both operands advance together, else a multiple of one operand's row added to y's row, else the plain loop.
/// </summary>
internal sealed class ContractKernel<T> : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ShortLoop = 64, MostLoops = 2;

    private readonly Value<T> a;
    private readonly Value<T> b;
    private readonly Value<T> y;
    private readonly string outerLetters;
    private readonly char innerLetter;
    private readonly Contract contract;
    private readonly InnerLoop innerLoop;
    private readonly Axis[] outer;
    private readonly CompensatedSums<T> sums = new();
    private Axis inner;
    private MatrixProduct<T>? product;

    public ContractKernel(Contract contract, Value<T> a, Value<T> b, Value<T> y)
    {
        this.contract = contract;
        this.a = a;
        this.b = b;
        this.y = y;
        (innerLetter, innerLoop) = Choose(contract);
        outerLetters = string.Concat((contract.Result + string.Concat(contract.Reduced)).Where(letter => letter != innerLetter));
        outer = new Axis[outerLetters.Length];
    }

    private delegate void InnerLoop(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis);

    // What has a short innermost loop and many others around it is put in order first.
    public override void Prepare()
    {
        inner = AxisOf(innerLetter);
        product = inner.Extent < ShortLoop && outer.Length > MostLoops ? MatrixProduct<T>.Of(contract, a, b, y) : null;
        for (int i = 0; i < outer.Length; i++)
            outer[i] = AxisOf(outerLetters[i]);
    }

    public override void Run(in StepContext step)
    {
        if (product is not null)
        {
            product.Run();
            return;
        }
        int longest = LongestSum();
        if (longest < 0)
        {
            y.Span.Clear();
            Loop(0, a.Span, b.Span, y.Span);
            return;
        }
        InParts(longest);
    }

    // The loop over most terms of a sum, if that is so long that it has to be one of partial sums; the innermost comes behind the others.
    private int LongestSum()
    {
        int longest = -1;
        for (int i = 0; i <= outer.Length; i++)
        {
            if (AxisAt(i) is { Y: 0, Extent: > CompensatedSums<T>.Longest } axis && (longest < 0 || axis.Extent > AxisAt(longest).Extent))
                longest = i;
        }
        return longest;
    }

    private ref Axis AxisAt(int loop)
    {
        if (loop == outer.Length)
            return ref inner;
        return ref outer[loop];
    }

    private void InParts(int loop)
    {
        Axis whole = AxisAt(loop);
        Span<T> total = y.Span, partial = sums.Begin(total);
        for (int start = 0; start < whole.Extent; start += CompensatedSums<T>.Longest)
        {
            AxisAt(loop) = whole with { Extent = Math.Min(CompensatedSums<T>.Longest, whole.Extent - start) };
            Loop(0, a.Span[(start * whole.A)..], b.Span[(start * whole.B)..], partial);
            sums.Add(total);
        }
        AxisAt(loop) = whole;
    }

    private void Loop(int depth, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> target)
    {
        if (depth == outer.Length)
        {
            innerLoop(x, w, target, inner);
            return;
        }
        ref readonly Axis axis = ref outer[depth];
        for (int i = 0; i < axis.Extent; i++)
            Loop(depth + 1, x[(i * axis.A)..], w[(i * axis.B)..], target[(i * axis.Y)..]);
    }

    private static (char Letter, InnerLoop Loop) Choose(Contract contract)
    {
        char lastA = Last(contract.A), lastB = Last(contract.B), lastY = Last(contract.Result);
        if (lastY != ' ' && lastY == lastA && lastY == lastB)
            return (lastY, Products);
        if (lastY != ' ' && lastY == lastA && !contract.B.Contains(lastY))
            return (lastY, RowsOfA);
        if (lastY != ' ' && lastY == lastB && !contract.A.Contains(lastY))
            return (lastY, RowsOfB);
        if (lastA != ' ' && lastA == lastB && !contract.Result.Contains(lastA))
            return (lastA, InnerProduct);
        return (' ', Single);
    }

    private static char Last(string letters) => letters.Length > 0 ? letters[^1] : ' ';

    // y += Σᵢ aᵢ·bᵢ
    private static void InnerProduct(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis) =>
        y[0] += TensorPrimitives.Dot(a[..axis.Extent], b[..axis.Extent]);

    // yᵢ += aᵢ·b
    private static void RowsOfA(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis) =>
        TensorPrimitives.MultiplyAdd(a[..axis.Extent], b[0], y[..axis.Extent], y);

    // yᵢ += a·bᵢ
    private static void RowsOfB(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis) =>
        TensorPrimitives.MultiplyAdd(b[..axis.Extent], a[0], y[..axis.Extent], y);

    // yᵢ += aᵢ·bᵢ
    private static void Products(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis) =>
        TensorPrimitives.MultiplyAdd(a[..axis.Extent], b[..axis.Extent], y[..axis.Extent], y);

    // y += a·b
    private static void Single(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in Axis axis) => y[0] += a[0] * b[0];

    private Axis AxisOf(char letter) => new(
        letter == ' ' ? 1 : contract.A.Contains(letter) ? a.Extents[contract.A.IndexOf(letter)] : b.Extents[contract.B.IndexOf(letter)],
        StrideOf(contract.A, a.Extents, letter),
        StrideOf(contract.B, b.Extents, letter),
        StrideOf(contract.Result, y.Extents, letter));

    private static int StrideOf(string letters, int[] extents, char letter)
    {
        int axis = letters.IndexOf(letter), stride = axis < 0 ? 0 : 1;
        for (int i = axis + 1; i < letters.Length && axis >= 0; i++)
            stride *= extents[i];
        return stride;
    }

    /// <summary>A letter's extent, and how far a step along it goes in each operand; 0 where it has none.</summary>
    private readonly record struct Axis(int Extent, int A, int B, int Y);
}
