namespace DeepTrainer.Compiler.Lowering;

/// <summary>Who owns a piece of memory.</summary>
public enum StorageKind
{
    /// <summary>The caller's memory, exactly as long as its elements: input, targets, labels, prediction.</summary>
    Caller,

    /// <summary>The network's weights and optimizer state, padded.</summary>
    Persistent,

    /// <summary>Working memory, padded.</summary>
    Temporary,
}

/// <summary>A tensor in memory, under a name of its own in the generated code.</summary>
public sealed class Storage(string name, string origin, Shape shape, StorageKind kind, bool isInteger = false, Storage? alias = null)
{
    private readonly ElementType element = isInteger ? ElementType.Int32 : ElementType.Float32;
    private bool isFlat;

    public string Name => name;

    /// <summary>What it holds, in the network's words: "dense1.weight".</summary>
    public string Origin => origin;

    public Shape Shape => shape;

    public StorageKind Kind => kind;

    /// <summary>Whether elements are 32-bit integers (labels).</summary>
    public bool IsInteger => isInteger;

    /// <summary>What its elements are.</summary>
    internal ElementType Element
    {
        get => Root == this ? element : Root.Element;
        init => element = value;
    }

    /// <summary>The storage whose memory this is, seen under another shape.</summary>
    public Storage Root => alias?.Root ?? this;

    /// <summary>The padding with zeros that made it.</summary>
    public Pad? Border { get; init; }

    /// <summary>The storage whose values it holds once more, with samples side by side.</summary>
    public Storage? CopyOf { get; init; }

    /// <summary>Whether memory of the caller's ends with the last sample, however many there are: what is read but to be copied is given as it is.</summary>
    public bool EndsWithSamples { get; init; }

    /// <summary>
    /// Whether a stream's step before has just stored it, at any address of the caller's: a load that is longer than a float may wait for its stores.
    /// </summary>
    public bool IsCarried { get; init; }

    /// <summary>Whether samples lie one behind another in any case, since what works on them goes from number to number.</summary>
    public bool IsRowByRow { get; init; }

    /// <summary>Whether it holds a band of rows, of which each thread has others.</summary>
    public bool IsOfBand { get; init; }

    /// <summary>
    /// The dimension whose places are stored all at once: were they a multiple of 4 KB apart, they would share a few lines of the first-level cache. Negative for none.
    /// </summary>
    public int Apart { get; init; } = -1;

    /// <summary>The place along axis 1 where it begins: a number, modulo a length. None: at the first.</summary>
    public (Node Number, int Length)? Start { get; init; }

    /// <summary>
    /// Whether rows follow each other without padding, since the tensor is seen under other shapes too.
    /// </summary>
    public bool IsFlat
    {
        get => Root == this ? isFlat : Root.IsFlat;
        init => isFlat = value;
    }

    /// <summary>Notes that the tensor is seen under another shape.</summary>
    public void Flatten() => isFlat = true;

    public override string ToString() => $"{name}{shape}";
}
