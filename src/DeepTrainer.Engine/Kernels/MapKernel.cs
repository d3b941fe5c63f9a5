using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// y = body(x₀, x₁, …), one operation after another over stretches of the tensors that stay in the first-level cache.
/// </summary>
internal sealed class MapKernel<T>(Expr body, Value<T>[] inputs, Value<T> y, Scratch<T> scratch) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>So many elements are computed at once. 1024 floats are 4 KB: a handful of registers fits 32 KB of first-level cache.</summary>
    public const int Stretch = 1024;

    private readonly MapProgram<T> program = new(body);
    private readonly CompanionLayout?[] broadcasts = new CompanionLayout?[inputs.Length];

    public override void Prepare()
    {
        foreach (int i in program.Reads)
            broadcasts[i] = inputs[i].Length == 1 || inputs[i].Length == y.Length ? null : CompanionLayout.Of(y.Extents, inputs[i].Extents);
        scratch.Reserve((program.Registers + inputs.Length) * Stretch);
    }

    public override void Run(in StepContext step)
    {
        for (int start = 0; start < y.Length; start += Stretch)
            Compute(start, y.Span.Slice(start, Math.Min(Stretch, y.Length - start)));
    }

    /// <summary>Computes elements of the result, at most <see cref="Stretch"/>, to wherever they are wanted.</summary>
    public void Compute(int start, Span<T> target)
    {
        int length = target.Length;
        foreach (int i in program.Reads)
            broadcasts[i]?.Gather(inputs[i].Span, start, GatheredOf(i, length));
        IReadOnlyList<MapProgram<T>.Instruction> instructions = program.Instructions;
        for (int i = 0; i < instructions.Count; i++)
            Run(instructions[i], start, i == instructions.Count - 1 ? target : RegisterOf(instructions[i].Target, length));
        if (instructions.Count > 0)
            return;
        Operand<T> result = OperandOf(program.Result, start, length);
        if (result.IsScalar)
            target.Fill(result.Scalar);
        else
            result.Span.CopyTo(target);
    }

    private void Run(MapProgram<T>.Instruction instruction, int start, Span<T> target)
    {
        MapProgram<T>.Argument[] arguments = instruction.Arguments;
        Operands<T> x = default;
        bool allScalar = true;
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            Operand<T> operand = OperandOf(arguments[i], start, target.Length);
            allScalar &= operand.IsScalar;
            if (i == 0 && allScalar)
            {
                target.Fill(operand.Scalar);
                operand = new(target);
            }
            switch (i)
            {
                case 0: x.A = operand; break;
                case 1: x.B = operand; break;
                case 2: x.C = operand; break;
                default: x.D = operand; break;
            }
        }
        instruction.Run(x, target);
    }

    private Operand<T> OperandOf(MapProgram<T>.Argument argument, int start, int length) => argument.Kind switch
    {
        ArgumentKind.Constant => new(argument.Constant),
        ArgumentKind.Register => new(RegisterOf(argument.Index, length)),
        _ when inputs[argument.Index].Length == 1 => new(inputs[argument.Index].Span[0]),
        _ when broadcasts[argument.Index] is not null => new(GatheredOf(argument.Index, length)),
        _ => new(inputs[argument.Index].Span.Slice(start, length)),
    };

    private Span<T> RegisterOf(int register, int length) => scratch.Slice(register * Stretch, length);

    private Span<T> GatheredOf(int input, int length) => scratch.Slice((program.Registers + input) * Stretch, length);
}
