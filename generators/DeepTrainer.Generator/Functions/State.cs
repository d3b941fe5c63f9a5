using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Functions;

/// <summary>The values of all variables at one point of the function, and what it returns if it does so there.</summary>
internal sealed class State
{
    private readonly Dictionary<ISymbol, Value> values;

    public State()
        : this(new(SymbolEqualityComparer.Default))
    {
    }

    private State(Dictionary<ISymbol, Value> values) => this.values = values;

    public Value? Result { get; set; }

    /// <summary>A variable's value; none where it has not been assigned.</summary>
    public Value? this[ISymbol variable]
    {
        get => values.TryGetValue(variable, out Value value) ? value : default(Value?);
        set => values[variable] = value ?? Value.Unknown;
    }

    public State Copy() => new(new Dictionary<ISymbol, Value>(values, SymbolEqualityComparer.Default)) { Result = Result };

    /// <summary>condition ? a : b, variable by variable. What only one path assigns can't be read after the other.</summary>
    public static State Merge(Truth condition, State a, State b)
    {
        State merged = b.Copy();
        foreach (KeyValuePair<ISymbol, Value> variable in a.values)
            merged[variable.Key] = Select(variable.Value, b[variable.Key]);
        merged.Result = a.Result is { } result ? Select(result, b.Result) : b.Result;
        return merged;

        Value Select(Value x, Value? y) => y is { } other ? Value.Select(condition, x, other) : x;
    }
}
