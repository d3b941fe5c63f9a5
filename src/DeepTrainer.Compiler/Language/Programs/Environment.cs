namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>The variables of a block, within those around it.</summary>
internal sealed class Environment(Environment? outer)
{
    private readonly Dictionary<int, object?> values = [];

    /// <summary>A new variable, or a new one in the place of one from the round before.</summary>
    public void Declare(int slot, object? value) => values[slot] = value;

    public object? Read(int slot, string name) => Owner(slot) is { } owner ? owner.values[slot] : throw new TensorException($"'{name}' has no value here");

    public void Write(int slot, object? value) => (Owner(slot) ?? this).values[slot] = value;

    private Environment? Owner(int slot)
    {
        Environment? owner = this;
        while (owner is not null && !owner.values.ContainsKey(slot))
            owner = owner.Outer;
        return owner;
    }

    private Environment? Outer => outer;
}

/// <summary>A list, which grows; arrays and tuples are arrays of objects.</summary>
internal sealed class ListValue(IEnumerable<object?> items) : IEnumerable<object?>
{
    public List<object?> Items { get; } = [.. items];

    public IEnumerator<object?> GetEnumerator() => Items.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A method with the variables around it.</summary>
internal sealed record FunctionValue(int Method, Environment Around);
