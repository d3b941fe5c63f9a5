using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

// What a kernel reads: from memory, positions and random numbers.
internal abstract partial class KernelLoops
{
    /// <summary>
    /// An operand as a vector: <paramref name="index"/> gives each axis's position, <paramref name="count"/> the valid lanes if not
    /// all.
    /// </summary>
    public Value VectorOperand(Operand operand, Func<int, LoopIndex> index, IndexExpr? count) => operand switch
    {
        Operand.Load load => VectorLoad(load.Access, index, count),
        Operand.Host or Operand.Position { Index.IsFixed: true } => new Value.Broadcast(ScalarOperand(operand, index)),
        Operand.Position position => new Value.Ramp(LoopType.Vector, Addresses.Index(position.Index, index), position.Index.StepAlong(Plan.Lane)),
        Operand.Uniform uniform =>
            new Value.Uniform(LoopType.Vector, Counter(uniform, index), uniform.CounterStep(Plan.Lane), KernelSignature.KeyOf(uniform), KernelSignature.FirstOf(uniform)),
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    /// <summary>An operand as a single float.</summary>
    private protected static Value ScalarOperand(Operand operand, Func<int, LoopIndex> index) => operand switch
    {
        Operand.Load load => Addresses.Number(load.Access, index),
        Operand.Host host => new Value.Local(LoopType.Float, host.Name),
        Operand.Position { Index.IsFixed: true } position => new Value.Constant(LoopType.Float, position.Index.Offset),
        Operand.Position position => new Value.Ramp(LoopType.Float, Addresses.Index(position.Index, index), 0),
        Operand.Uniform uniform => new Value.Uniform(LoopType.Float, Counter(uniform, index), 0, KernelSignature.KeyOf(uniform), KernelSignature.FirstOf(uniform)),
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    private Value VectorLoad(Access access, Func<int, LoopIndex> index, IndexExpr? count) =>
        VectorFrom(access, Addresses.Pointer(access), Addresses.Offset(access, index), count);

    /// <summary>What is so many elements after a pointer as a vector; <paramref name="count"/> are the valid lanes if not all.</summary>
    public Value VectorFrom(Access access, Pointer pointer, IndexExpr offset, IndexExpr? count) => access.MovesAlong(Plan.Lane)
        ? new Value.Load(LoopType.Vector, pointer, offset, KernelPlan.StrideOf(access, Plan.Lane).Count, IsPartial(access, count, isLoad: true) ? count : null)
        : new Value.Broadcast(new Value.Load(LoopType.Float, pointer, offset));

    private static IndexExpr Counter(Operand.Uniform uniform, Func<int, LoopIndex> index) =>
        uniform.Indices.Select((at, d) => Addresses.Index(at, index) * uniform.CounterStride(d)).Aggregate(IndexExpr.Zero, (sum, term) => sum + term);
}
