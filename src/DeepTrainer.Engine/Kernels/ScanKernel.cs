using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>A recurrence: its step's graph is run once a step, on what the step sees of states and sequences.</summary>
internal sealed class ScanKernel<T> : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Scan scan;
    private readonly Value<T>[] inputs;
    private readonly Value<T> y;
    private readonly Executor<T> step;

    public ScanKernel(Scan scan, Value<T>[] inputs, Value<T> y)
    {
        this.scan = scan;
        this.inputs = inputs;
        this.y = y;
        step = new(scan.Body.Graph, new Dictionary<string, Storage<T>>());
    }

    public override void Prepare() => step.Resize(y.Extents[0]);

    public override void Run(in StepContext context)
    {
        ScanBody body = scan.Body;
        for (int i = 0; i < body.Constants.Length; i++)
        {
            if (step.Placeholder(body.Constants[i]) is { } constant)
                inputs[1 + body.Elements.Length + i].Span.CopyTo(constant.Span);
        }
        CopyStep(inputs[0].Span, 1, 0, y.Span, scan.Steps + 1, scan.Reverse ? scan.Steps : 0);
        for (int s = 0; s < scan.Steps; s++)
        {
            int t = scan.Reverse ? scan.Steps - 1 - s : s;
            if (step.Placeholder(body.State) is { } state)
                CopyStep(y.Span, scan.Steps + 1, scan.Reverse ? t + 1 : t, state.Span, 1, 0);
            for (int i = 0; i < body.Elements.Length; i++)
            {
                if (step.Placeholder(body.Elements[i]) is { } element)
                    CopyStep(inputs[1 + i].Span, scan.Steps, t, element.Span, 1, 0);
            }
            step.Run(context);
            CopyStep(step.Output(nameof(ScanBody.Next)).Span, 1, 0, y.Span, scan.Steps + 1, scan.Reverse ? t : t + 1);
        }
    }

    // from and to: [N, steps, …]
    private void CopyStep(ReadOnlySpan<T> from, int fromSteps, int fromStep, Span<T> to, int toSteps, int toStep)
    {
        int samples = y.Extents[0], size = from.Length / Math.Max(1, samples * fromSteps);
        for (int n = 0; n < samples; n++)
            from.Slice(((n * fromSteps) + fromStep) * size, size).CopyTo(to[(((n * toSteps) + toStep) * size)..]);
    }
}
