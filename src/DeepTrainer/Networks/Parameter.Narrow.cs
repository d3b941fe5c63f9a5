using System.Globalization;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <content>Elements that are no floats in memory.</content>
public sealed partial class Parameter
{
    /// <summary>What the elements are in memory. What is written is rounded to it; what is read are floats.</summary>
    public WeightType Type => _narrow?.Type ?? WeightType.Float32;

    /// <summary>
    /// What was lost when all elements were last given by <see cref="CopyFrom(ReadOnlySpan{float})"/>, by loading a file for example; null
    /// for float32, for whole numbers that a file holds as such, and before.
    /// </summary>
    public WeightRounding? Rounding { get; private set; }

    /// <summary>The memory of elements that are no floats.</summary>
    internal NarrowMemory? Narrow => _narrow;

    /// <summary>Overwrites all elements by whole numbers and the factors of channels.</summary>
    internal void CopyFrom(ReadOnlySpan<sbyte> rowMajor, ReadOnlySpan<float> factors)
    {
        _narrow!.CopyFrom(rowMajor, factors, Walk(stackalloc int[_memoryShape.Length]));
        Rounding = null;
        GC.KeepAlive(_buffer);
    }

    /// <summary>Takes over another parameter's whole numbers and factors as they are, if both have such.</summary>
    internal bool TryCopyFrom(Parameter other)
    {
        if (_narrow is not { Type: WeightType.Int8 } || other._narrow is not { Type: WeightType.Int8 } theirs || !_narrow.FactorShape.SequenceEqual(theirs.FactorShape))
            return false;
        CopyFrom(MemoryMarshal.Cast<byte, sbyte>(theirs.ToBytes(Length, other.Walk(stackalloc int[other._memoryShape.Length]))), theirs.Factors);
        GC.KeepAlive(other._buffer);
        return true;
    }

    /// <summary>Says that a value is too large.</summary>
    internal string TooLarge(float value) =>
        string.Create(CultureInfo.InvariantCulture, $"'{Name}' has {value}, which {Type} can't hold; keep it in a wider WeightType, or make it smaller");

    /// <summary>The tensors of a file that hold the elements as they are, under names with a prefix.</summary>
    internal FileTensor[] ToTensors(string prefix)
    {
        if (_narrow is null)
            return [new(prefix + Name, Shape.AsSpan(), ToArray())];
        var tensor = new FileTensor(prefix + Name, _narrow.FileType, Shape, _narrow.ToBytes(Length, Walk(stackalloc int[_memoryShape.Length])));
        FileTensor[] tensors = Type == WeightType.Int8 ? [tensor, new(tensor.Name + FileTensor.FactorSuffix, _narrow.FactorShape, _narrow.Factors)] : [tensor];
        GC.KeepAlive(_buffer);
        return tensors;
    }

    private void CopyRounded(NarrowMemory narrow, ReadOnlySpan<float> rowMajor)
    {
        if (narrow.TooLarge(rowMajor) is { } value)
            throw new ArgumentException(TooLarge(value), nameof(rowMajor));
        Rounding = narrow.CopyFrom(Name, rowMajor, Walk(stackalloc int[_memoryShape.Length]));
        GC.KeepAlive(_buffer);
    }

    private void CopyWidened(NarrowMemory narrow, Span<float> rowMajor)
    {
        CheckLength(rowMajor.Length, nameof(rowMajor));
        StridedWalk walk = Walk(stackalloc int[_memoryShape.Length]);
        for (int i = 0; i < rowMajor.Length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
                rowMajor[i] = narrow.Get(first, i);
        }
    }
}
