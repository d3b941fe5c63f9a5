using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What follows a sum, along other lanes than the sum itself.</summary>
internal sealed class EpilogueWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    /// <summary>Writes it for a vector of sums.</summary>
    public void Write(string sum, string count)
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis), 0, axis == Plan.Lane ? Width.Lanes : 1));
        Finish(sum, count);
    }

    private protected override void Body(string name) => throw new InvalidOperationException("An epilogue has no method of its own.");
}
