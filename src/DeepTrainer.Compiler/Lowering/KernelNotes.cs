namespace DeepTrainer.Compiler.Lowering;

/// <summary>What a builder notes of its kernel. Kernels are built one after another: builders take turns with it.</summary>
internal sealed class KernelNotes
{
    // What has grown for a long kernel would take long to clear for each short one.
    private const int MostKept = 100;

    public List<Operand> Operands { get; } = [];

    public Dictionary<Operand, int> Places { get; private set; } = [];

    public Dictionary<(Node, EquatableArray<Affine>), Expr> Resolved { get; private set; } = [];

    public HashSet<Expr> Rounded { get; private set; } = [];

    public HashSet<Expr> RoundedThroughout { get; private set; } = [];

    public Dictionary<(Shape, bool), EquatableArray<Affine>> Identities { get; } = [];

    /// <summary>Nothing yet of the next kernel.</summary>
    public KernelNotes Cleared()
    {
        if (Resolved.Count > MostKept || RoundedThroughout.Count > MostKept)
            (Places, Resolved, Rounded, RoundedThroughout) = ([], [], [], []);
        Operands.Clear();
        Places.Clear();
        Resolved.Clear();
        Rounded.Clear();
        RoundedThroughout.Clear();
        Identities.Clear();
        return this;
    }
}
