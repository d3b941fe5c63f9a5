namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>What a term is computed from: the values of its leaves, and of weights by their names within the layer.</summary>
internal sealed record Known(NdArray[] Leaves, Func<string, NdArray> Weight);

/// <summary>A composition of functions of tensors, and what it should give.</summary>
/// <param name="Text">How it would be written.</param>
/// <param name="Shape">Its extents; -1 for the batch in a loss.</param>
/// <param name="IsExact">Whether its values are the leaves' own or whole numbers, so that rounding can't change what is made of them by steps.</param>
/// <param name="IsSmooth">Whether differences measure its gradients.</param>
/// <param name="HasReference">Whether its value is known here.</param>
/// <param name="Make">Makes it of the leaves.</param>
/// <param name="Value">Its value.</param>
internal sealed record Term(string Text, int[] Shape, bool IsExact, bool IsSmooth, bool HasReference, Func<Tensor[], Tensor> Make, Func<Known, NdArray> Value)
{
    private (Tensor[] Leaves, Tensor Made)? last;
    private (Known Known, NdArray Value)? known;

    public int Rank => Shape.Length;

    public int Size => NdArray.SizeOf([.. Shape.Select(Math.Abs)]);

    /// <summary>Whether it depends on a sample: a layer does not see the batch.</summary>
    public bool IsOfSamples { get; init; } = true;

    /// <summary>The tensor; one, however many terms it is a part of.</summary>
    public Tensor Of(Tensor[] leaves)
    {
        if (!ReferenceEquals(last?.Leaves, leaves))
            last = (leaves, Make(leaves));
        return last.Value.Made;
    }

    /// <inheritdoc cref="Of(Tensor[])"/>
    public NdArray Of(Known leaves)
    {
        if (!ReferenceEquals(known?.Known, leaves))
            known = (leaves, Value(leaves));
        return known.Value.Value;
    }

    public Term Then(string text, int[] shape, Func<Tensor, Tensor> make, Func<NdArray, NdArray> value, bool exact = false) =>
        new(text.Replace("#", Text, StringComparison.Ordinal), shape, exact && IsExact, IsSmooth, HasReference, l => make(Of(l)), k => value(Of(k))) { IsOfSamples = IsOfSamples };

    public Term With(Term other, string text, int[] shape, Func<Tensor, Tensor, Tensor> make, Func<NdArray, NdArray, NdArray> value, bool exact = false) =>
        new(text.Replace("#", Text, StringComparison.Ordinal).Replace("@", other.Text, StringComparison.Ordinal), shape, exact && IsExact
            && other.IsExact, IsSmooth && other.IsSmooth,
            HasReference && other.HasReference, l => make(Of(l), other.Of(l)), k => value(Of(k), other.Of(k)))
        {
            IsOfSamples = IsOfSamples || other.IsOfSamples,
        };

    public override string ToString() => $"[{string.Join(", ", Shape)}] {Text}";
}
