namespace DeepTrainer.Compiler.Loops;

/// <summary>A statement of a kernel.</summary>
internal abstract record Stmt
{
    /// <summary>
    /// A loop from <paramref name="Start"/>, or from where its variable stands, to before <paramref name="End"/>; with <paramref name="Fits"/> as long as a whole step is left.
    /// </summary>
    public sealed record For(string Variable, IndexExpr? Start, IndexExpr End, long Step, bool Fits, EquatableArray<Stmt> Body) : Stmt;

    /// <summary>What is done if a comparison of two numbers holds.</summary>
    public sealed record If(IndexExpr Left, Comparison Comparison, IndexExpr Right, EquatableArray<Stmt> Body) : Stmt;

    /// <summary>Names of its own.</summary>
    public sealed record Block(EquatableArray<Stmt> Body) : Stmt;

    /// <summary>New locals of one type, with their values if they have any yet.</summary>
    public sealed record Let(LoopType Type, EquatableArray<Definition> Locals) : Stmt;

    /// <summary>A new whole number.</summary>
    public sealed record LetIndex(string Name, IndexExpr Value) : Stmt;

    /// <summary>A new pointer, so many elements after another one.</summary>
    public sealed record LetPointer(Pointer Pointer, Pointer From, IndexExpr Offset) : Stmt;

    /// <summary>Memory on the stack that begins at a multiple of so many bytes.</summary>
    public sealed record LetMemory(Pointer Pointer, long Count, int Alignment) : Stmt;

    /// <summary>One value for locals, or for vectors in memory, one or several.</summary>
    public sealed record Assign(EquatableArray<Value> Targets, Value Value) : Stmt;

    /// <summary>A value that is added to a local.</summary>
    public sealed record Increase(Value Target, Value Value) : Stmt;

    /// <summary>A whole number anew, or so many more.</summary>
    public sealed record AssignIndex(string Name, IndexExpr Value, bool Adds) : Stmt;

    /// <summary>A number or a vector to memory; several vectors are transposed, so that the first lanes of all lie side by side.</summary>
    /// <param name="Values">What.</param>
    /// <param name="Pointer">Where to.</param>
    /// <param name="Offset">How many elements after it.</param>
    /// <param name="Stride">Elements from one lane's to the next.</param>
    /// <param name="Count">The lanes that are stored, if not all.</param>
    public sealed record Store(EquatableArray<Value> Values, Pointer Pointer, IndexExpr Offset, long Stride = 1, IndexExpr? Count = null) : Stmt;

    /// <summary>New locals for neighbours that lie side by side, each with lanes <paramref name="Stride"/> elements apart.</summary>
    public sealed record LoadTogether(EquatableArray<string> Names, Pointer Pointer, IndexExpr Offset, long Stride, IndexExpr? Count) : Stmt;

    /// <summary>What follows a sum, for a vector of sums or several in memory.</summary>
    /// <param name="Method">The method.</param>
    /// <param name="Sum">The sums, or where the first of several lies.</param>
    /// <param name="Apart">How far the next of several is; 0 for one.</param>
    /// <param name="Positions">The positions on all axes of the result.</param>
    /// <param name="Count">The valid lanes, if not all.</param>
    /// <param name="Arguments">The names of what else the method is given.</param>
    public sealed record Finish(string Method, Value Sum, long Apart, EquatableArray<IndexExpr> Positions, IndexExpr? Count, EquatableArray<string> Arguments) : Stmt
    {
        /// <summary>The parameter that takes <see cref="Apart"/>.</summary>
        public const string ApartName = "apart";
    }

    /// <summary>What follows the sums of a tile, in a method that is called: what it keeps in registers, the loops that sum must not do without.</summary>
    /// <param name="Method">The method.</param>
    /// <param name="Sums">Where the sums lie.</param>
    /// <param name="Positions">The tile's first positions on all axes of the result.</param>
    /// <param name="Count">The valid lanes of the last vector, if not all.</param>
    /// <param name="Arguments">The names of what else the method is given.</param>
    public sealed record FinishTile(string Method, Pointer Sums, EquatableArray<IndexExpr> Positions, IndexExpr? Count, EquatableArray<string> Arguments) : Stmt;

    /// <summary>Partial sums that are added to what has been added up of others; whole sums are in their place then.</summary>
    /// <param name="Sums">The partial sums, vectors.</param>
    /// <param name="Totals">Two vectors for each.</param>
    /// <param name="Count">How many there are.</param>
    public sealed record AddUp(Pointer Sums, Pointer Totals, int Count) : Stmt;

    /// <summary>The part of a range that this thread takes, in multiples of a step: the numbers <c>from</c> and <c>to</c>.</summary>
    public sealed record Share(IndexExpr Extent, int Step) : Stmt;

    /// <summary>A line of memory that is fetched into the caches, so many elements after a pointer: it will be read soon, and need not exist.</summary>
    public sealed record Prefetch(Pointer Pointer, long Offset) : Stmt;

    /// <summary>Row numbers in memory, of which those become -1 that have come before.</summary>
    /// <param name="Numbers">The numbers.</param>
    /// <param name="PerSample">How many a sample has.</param>
    /// <param name="Distance">Floats from one sample's first to the next's.</param>
    /// <param name="Rows">The rows of the table.</param>
    /// <param name="Seen">Memory for as many numbers as the table has rows.</param>
    public sealed record KeepFirst(Pointer Numbers, long PerSample, long Distance, long Rows, Pointer Seen) : Stmt;

    /// <summary>Zeros behind the last sample, in rows of so many floats or with samples side by side.</summary>
    public sealed record ClearPadding(Pointer Pointer, bool IsColumns, long Floats) : Stmt;
}

/// <summary>A new local, and its value.</summary>
internal sealed record Definition(string Name, Value? Value = null);

/// <summary>A comparison.</summary>
internal enum Comparison
{
    Less,
    Greater,
    Equal,
}
