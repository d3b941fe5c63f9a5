namespace DeepTrainer.Compiler.Loops;

/// <summary>A number or a vector that a kernel computes.</summary>
internal abstract record Value(LoopType Type)
{
    /// <summary>Whether it has a name, so that it needs none.</summary>
    public bool IsLocal => this is Local;

    public static Value operator +(Value a, Value b) => new Call(a.Type, Operation.Add, [a, b]);

    public static Value operator -(Value a, Value b) => new Call(a.Type, Operation.Subtract, [a, b]);

    /// <summary>A local variable or a parameter.</summary>
    public sealed record Local(LoopType Type, string Name) : Value(Type);

    /// <summary>A number known while compiling, in all lanes.</summary>
    public sealed record Constant(LoopType Type, double Number) : Value(Type);

    /// <summary>
    /// What lies in memory so many elements after a pointer: a number, or a vector of neighbours that are <paramref name="Stride"/> elements apart. Integers become
    /// floats.
    /// </summary>
    /// <param name="Type">A number or a vector.</param>
    /// <param name="Pointer">From where.</param>
    /// <param name="Offset">How many elements (or vectors, by what the pointer points to) after it.</param>
    /// <param name="Stride">Elements from one lane's to the next.</param>
    /// <param name="Count">The lanes that are loaded, if not all; 0 in the others.</param>
    public sealed record Load(LoopType Type, Pointer Pointer, IndexExpr Offset, long Stride = 1, IndexExpr? Count = null) : Value(Type);

    /// <summary>Four numbers that lie side by side, to be spread over lanes one by one.</summary>
    public sealed record LoadFour(Pointer Pointer, IndexExpr Offset) : Value(LoopType.Vector);

    /// <summary>One of the first four lanes in all lanes.</summary>
    public sealed record Spread(Value Four, int Lane) : Value(LoopType.Vector);

    /// <summary>A number in all lanes.</summary>
    public sealed record Broadcast(Value Number) : Value(Number.Type with { IsVector = true });

    /// <summary>Positions as numbers: a start, and so many more in each lane than in the one before it.</summary>
    public sealed record Ramp(LoopType Type, IndexExpr Start, long Step) : Value(Type);

    /// <summary>Random numbers from 0 to 1, by their place in a sequence.</summary>
    /// <param name="Type">A number or a vector.</param>
    /// <param name="Start">The first lane's place.</param>
    /// <param name="Step">How far the next lane's is.</param>
    /// <param name="Key">The sequence.</param>
    /// <param name="Origin">The number that counters begin with, if there is one.</param>
    public sealed record Uniform(LoopType Type, IndexExpr Start, long Step, string Key, string? Origin) : Value(Type);

    /// <summary>An operation of the scalar language, lane by lane.</summary>
    public sealed record Call(LoopType Type, Operation Operation, EquatableArray<Value> Arguments) : Value(Type)
    {
        /// <summary>Whether the first argument, of a minimum or a maximum, is NaN only where the second is: processors then need one instruction.</summary>
        public bool IsOrdered { get; init; }
    }

    /// <summary>A · B + C, rounded once or twice as the processor does it faster.</summary>
    public sealed record MultiplyAdd(Value A, Value B, Value C) : Value(C.Type);

    /// <summary>The first lanes of a vector, and others behind them.</summary>
    public sealed record First(IndexExpr Count, Value Of, Value Behind) : Value(Of.Type);

    /// <summary>The sum of all lanes, or the largest.</summary>
    public sealed record Across(Reduction Reduction, Value Of) : Value(Of.Type with { IsVector = false });

    /// <summary>The number as one of another type.</summary>
    public sealed record Converted(LoopType Type, Value Of) : Value(Type);
}

/// <summary>A pointer to numbers, or to whole vectors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">What it points to.</param>
/// <param name="IsToVectors">Whether it counts vectors.</param>
internal readonly record struct Pointer(string Name, ElementType Element, bool IsToVectors = false)
{
    /// <summary>A pointer to vectors of floats.</summary>
    public static Pointer ToVectors(string name) => new(name, ElementType.Float32, IsToVectors: true);

    /// <summary>A pointer to floats.</summary>
    public static Pointer ToFloats(string name) => new(name, ElementType.Float32);
}
