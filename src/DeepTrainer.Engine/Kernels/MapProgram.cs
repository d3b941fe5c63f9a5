namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// An expression as a list of operations over registers, each shared part once; a register is used again when nothing needs
/// its content any more.
/// </summary>
internal sealed class MapProgram<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Instruction> instructions = [];

    public MapProgram(Expr body)
    {
        body = ExprSimplifier.Run(body);
        List<Expr.Call> order = [];
        Dictionary<Expr, int> lastUse = new(ReferenceComparer.Of<Expr>());
        Visit(body, order, lastUse, []);
        Assign(order, lastUse);
        Result = ArgumentOf(body, registers);
        Reads = [.. body.Inputs];
    }

    private readonly Dictionary<Expr, int> registers = new(ReferenceComparer.Of<Expr>());

    public IReadOnlyList<Instruction> Instructions => instructions;

    public int Registers { get; private set; }

    /// <summary>Where the value ends up; an input or a constant if there is nothing to do.</summary>
    public Argument Result { get; }

    /// <summary>The inputs that are read.</summary>
    public int[] Reads { get; }

    private static void Visit(Expr expr, List<Expr.Call> order, Dictionary<Expr, int> lastUse, HashSet<Expr> seen)
    {
        if (expr is not Expr.Call call || lastUse.ContainsKey(call))
            return;
        lastUse[call] = int.MaxValue;
        foreach (Expr argument in call.Arguments)
            Visit(argument, order, lastUse, seen);
        foreach (Expr argument in call.Arguments)
            lastUse[argument] = order.Count;
        order.Add(call);
    }

    private void Assign(List<Expr.Call> order, Dictionary<Expr, int> lastUse)
    {
        Stack<int> free = new();
        for (int i = 0; i < order.Count; i++)
        {
            Expr.Call call = order[i];
            Argument[] arguments = [.. call.Arguments.Select(a => ArgumentOf(a, registers))];
            foreach (Expr dead in call.Arguments.Distinct(ReferenceComparer.Of<Expr>()).Where(a => a is Expr.Call && lastUse[a] == i))
                free.Push(registers[dead]);
            registers[call] = free.Count > 0 ? free.Pop() : Registers++;
            instructions.Add(new(Elementwise<T>.Of(call.Operation), arguments, registers[call]));
        }
    }

    private static Argument ArgumentOf(Expr expr, Dictionary<Expr, int> registers) => expr switch
    {
        Expr.Constant c => new(ArgumentKind.Constant, 0, T.CreateTruncating(c.Value)),
        Expr.Input i => new(ArgumentKind.Input, i.Index, T.Zero),
        _ => new(ArgumentKind.Register, registers[expr], T.Zero),
    };

    internal readonly record struct Argument(ArgumentKind Kind, int Index, T Constant);

    internal sealed record Instruction(ElementwiseOperation<T> Run, Argument[] Arguments, int Target);
}

internal enum ArgumentKind
{
    Constant,
    Input,
    Register,
}
