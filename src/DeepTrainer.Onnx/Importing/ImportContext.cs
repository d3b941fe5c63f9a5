namespace DeepTrainer.Onnx.Importing;

/// <summary>What all graphs of a model share while it is imported.</summary>
internal sealed class ImportContext(ModelProto model, TensorReader reader, long fileSize)
{
    // Folded constants may take this many elements, beside those that the file has room for.
    private const long FreeElements = 1 << 24;

    // Elements that may be looked at: some seconds' work, and more for files that are large by themselves.
    private const long FreeWork = 1 << 28, WorkForByte = 64;

    private readonly Dictionary<TensorProto, TensorData> tensors = new(ReferenceEqualityComparer.Instance);
    private long elements = FreeElements + fileSize;
    private long work = FreeWork + (WorkForByte * fileSize);
    private int nodes;

    public Method Method { get; } = new();

    /// <summary>The model's names of the method's parameters.</summary>
    public Dictionary<string, string> InputNames { get; } = [];

    /// <summary>The numbers of a tensor of the file; the same ones each time, as for the steps of a loop.</summary>
    public TensorData Read(TensorProto tensor)
    {
        if (!tensors.TryGetValue(tensor, out TensorData? data))
            tensors[tensor] = data = reader.Read(tensor);
        return data;
    }

    /// <summary>Whether an input's open axis is taken as the batch.</summary>
    public bool HasOpenBatch { get; set; }

    /// <summary>What the user should know of the result.</summary>
    public SortedSet<string> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>The versions of the sets of operators by domain.</summary>
    public IReadOnlyDictionary<string, int> Opsets { get; } = OpsetsOf(model.OpsetImport);

    /// <summary>The model's own functions by domain and name.</summary>
    public IReadOnlyDictionary<(string Domain, string Name, string Overload), FunctionProto> Functions { get; } =
        model.Functions.GroupBy(f => (Domain(f.Domain), f.Name, f.Overload)).ToDictionary(g => g.Key, g => g.First());

    public static IReadOnlyDictionary<string, int> OpsetsOf(IEnumerable<OperatorSetIdProto> imports) =>
        imports.GroupBy(o => Domain(o.Domain)).ToDictionary(g => g.Key, g => (int)Math.Clamp(g.Max(o => o.Version), 0, int.MaxValue));

    /// <summary>A domain's name; that of the standard's own operators has two.</summary>
    public static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    /// <summary>Counts elements that are looked at while importing, in loops each time.</summary>
    public void Work(long count)
    {
        work -= count;
        if (work < 0)
            throw new OnnxException("What is known of the model while importing takes out of all proportion to the file to compute, its loops unrolled; give it less to do.");
    }

    /// <summary>Counts the elements of a folded constant; null if there are too many, so that the network computes it.</summary>
    public TensorData? Afford(long size, Func<TensorData> make)
    {
        Work(size);
        if (size > elements)
            return null;
        elements -= size;
        return make();
    }

    /// <summary>Counts an operator, those of loops each time.</summary>
    public void CountNode()
    {
        if (++nodes > 1_000_000)
            throw new OnnxException("The model runs more than 1,000,000 operators, its loops unrolled; give it less to do.");
    }
}
