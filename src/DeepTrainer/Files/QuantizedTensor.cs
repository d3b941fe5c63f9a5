using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>Whole numbers of a file and the factors that belong to them: what network files hold of <see cref="WeightType.Int8"/>.</summary>
/// <param name="Numbers">The numbers, of type I8.</param>
/// <param name="Factors">A factor for all of them, or of a shape that stretches over theirs: [32, 1] or [1, 64] for [32, 64].</param>
internal sealed record QuantizedTensor(FileTensor Numbers, FileTensor Factors)
{
    /// <summary>Why the factors are none for the numbers; null if they are.</summary>
    public string? Misfit()
    {
        if (!TensorTypes.IsFloat(Factors.DataType))
            return $"holds {Factors.DataType} but should hold F32";
        bool fits = Factors.Length == 1 || (Factors.Shape.Length == Numbers.Shape.Length
            && Factors.Shape.Zip(Numbers.Shape).All(pair => pair.First == 1 || pair.First == pair.Second));
        return fits ? null : $"is {LayerInfo.Text(Factors.Shape.AsSpan())}, which doesn't stretch over {LayerInfo.Text(Numbers.Shape.AsSpan())}";
    }

    /// <summary>Gives a parameter the numbers.</summary>
    /// <returns>Whether they were taken as they are; otherwise they must be made floats, and are rounded once more.</returns>
    public bool TryCopyTo(Parameter parameter)
    {
        if (parameter.Narrow is not { Type: WeightType.Int8 } narrow || !Factors.Shape.AsSpan().SequenceEqual(narrow.FactorShape) || Numbers.LittleEndian.Contains((byte)0x80))
            return false;
        parameter.CopyFrom(MemoryMarshal.Cast<byte, sbyte>(Numbers.LittleEndian), Factors.ToFloats());
        return true;
    }

    /// <summary>The numbers times their factors, in row-major order.</summary>
    public float[] ToFloats()
    {
        float[] values = new float[Numbers.Length], factors = Factors.ToFloats();
        TensorTypes.ToFloats(Numbers.DataType, Numbers.LittleEndian, values);
        for (int i = 0; i < values.Length; i++)
            values[i] *= factors[factors.Length == 1 ? 0 : PlaceOfFactor(i)];
        return values;
    }

    private int PlaceOfFactor(int index)
    {
        int place = 0, distance = 1;
        for (int d = Numbers.Shape.Length - 1; d >= 0; d--)
        {
            (index, int at) = Math.DivRem(index, Numbers.Shape[d]);
            place += Factors.Shape[d] == 1 ? 0 : at * distance;
            distance *= Factors.Shape[d];
        }
        return place;
    }
}
