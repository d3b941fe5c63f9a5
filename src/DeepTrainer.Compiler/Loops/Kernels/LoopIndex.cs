namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>Where a loop stands: its variable, or nothing for a place known while compiling, and so many steps on.</summary>
/// <param name="Variable">The loop's variable; empty for a fixed place.</param>
/// <param name="Offset">Steps from there.</param>
/// <param name="Multiple">What the variable is known to be a multiple of.</param>
internal readonly record struct LoopIndex(string Variable, int Offset = 0, int Multiple = 1)
{
    public static LoopIndex Fixed(int place) => new("", place);

    public bool IsFixed => Variable.Length == 0;

    /// <summary>As a number of the kernel.</summary>
    public IndexExpr Index => IsFixed ? Offset : IndexExpr.Of(Variable) + Offset;

    public LoopIndex Shift(int steps) => this with { Offset = Offset + steps };

    /// <summary>Whether the place within a block of this many is the variable's plus the offset: no block ends in between.</summary>
    public bool StaysInBlock(int block) => IsFixed || Multiple % block == 0 || (Offset == 0) || (block % Multiple == 0 && Offset < Multiple);
}
