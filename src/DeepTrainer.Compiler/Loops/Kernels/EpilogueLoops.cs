using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>What follows a sum, along other lanes than the sum itself.</summary>
internal sealed class EpilogueLoops(KernelPlan plan, Target target) : KernelLoops(plan, target)
{
    /// <summary>The method, for a vector of sums of which so many lanes are valid.</summary>
    public Method Method(string name)
    {
        KernelSignature signature = KernelSignature.OfFinish(Kernel);
        return Method(FinishOf(name), signature, [SumParameter, .. PositionParameters, CountParameter, .. signature.Parameters], isInlined: true, isPrivate: true, [], () =>
        {
            foreach (int axis in Kernel.OutputAxes)
                Stand(axis, new(Variable(axis), 0, axis == Plan.Lane ? Target.Lanes : 1));
            Finish(new Value.Local(LoopType.Vector, SumParameter.Name), IndexExpr.Of(CountParameter.Name));
        });
    }

    private protected override void Body(string name) => throw new InvalidOperationException("An epilogue has no loops of its own.");
}
