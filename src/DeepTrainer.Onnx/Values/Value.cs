namespace DeepTrainer.Onnx.Values;

/// <summary>What a name of the model stands for while it is imported.</summary>
internal abstract record Value;

/// <summary>A tensor.</summary>
/// <param name="Type">Its element type in the model.</param>
/// <param name="Shape">Its extents.</param>
internal abstract record TensorValue(ElementType Type, int[] Shape) : Value
{
    public int Rank => Shape.Length;

    public long Size => Shapes.Size(Shape);

    public string Text => $"{Type.Text()} {Shapes.Text(Shape)}";
}

/// <summary>A tensor that is known while importing.</summary>
/// <param name="Data">Its numbers.</param>
/// <param name="Initializer">The name that the model gives it, if it is one of its weights.</param>
internal sealed record ConstantValue(TensorData Data, string? Initializer = null) : TensorValue(Data.Type, Data.Shape)
{
    /// <summary>What it would be if the open batch had two samples; null if it would be the same.</summary>
    public TensorData? OfTwo { get; private init; }

    /// <summary>Where the samples are, if it has the same for each of them; null if it is another one for more samples, or has nothing to do with them.</summary>
    public Importing.BatchPlace? Batch { get; private init; }

    /// <summary>What is known for one sample and for two.</summary>
    public static ConstantValue Of(TensorData one, TensorData two, string? initializer = null) =>
        one.Shape.SequenceEqual(two.Shape) && Enumerable.Range(0, one.Length).All(i => one[i].Equals(two[i])) ? new(one, initializer)
            : new(one) { OfTwo = two, Batch = PlaceOf(one, two) };

    // The axis along which two are one repeated.
    private static Importing.BatchPlace? PlaceOf(TensorData one, TensorData two)
    {
        int[] grown = one.Shape.Length == two.Shape.Length ? [.. Enumerable.Range(0, one.Shape.Length).Where(a => one.Shape[a] != two.Shape[a])] : [];
        if (grown.Length != 1 || one.Length == 0 || two.Shape[grown[0]] != 2 * one.Shape[grown[0]])
            return null;
        int block = (int)Shapes.Size(one.Shape.AsSpan(grown[0]));
        return Enumerable.Range(0, two.Length).All(i => two[i].Equals(one[(i / (2 * block) * block) + (i % block)]))
            ? new(grown[0], Shapes.Size(one.Shape.AsSpan(0, grown[0]))) : null;
    }
}

/// <summary>A tensor that the network computes: a variable of its method.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its element type in the model; all are floats in the network.</param>
/// <param name="Shape">Its extents in the model.</param>
/// <param name="DropsLead">
/// Whether the variable lacks the first axis, whose extent is 1: mostly the model's batch, of which a network sees one sample.
/// </param>
internal sealed record VariableValue(string Name, ElementType Type, int[] Shape, bool DropsLead) : TensorValue(Type, Shape)
{
    /// <summary>Where the samples of an axis are whose extent is open in the model; null if all extents are the model's.</summary>
    public Importing.BatchPlace? Batch { get; init; }

    /// <summary>The extents of the variable.</summary>
    public int[] OwnShape => DropsLead ? Shape[1..] : Shape;
}

/// <summary>Tensors one after another.</summary>
/// <param name="Items">The tensors.</param>
internal sealed record SequenceValue(IReadOnlyList<Value> Items) : Value;

/// <summary>What isn't there.</summary>
internal sealed record MissingValue : Value;
