using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine;

/// <content>One time step after another, for networks whose input has a time dimension.</content>
public sealed partial class EngineNetwork : IStreamingNetwork
{
    private readonly ExecutorPool<float>? stepping;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public int StepInputSize => (int)Streaming.InputShape.SampleSize;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public int StepOutputSize => (int)Streaming.OutputShape.SampleSize;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public int StateSize => (int)Streaming.StateSize;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public int WarmupSteps => Streaming.WarmupSteps;

    private StreamingModel Streaming => model.Streaming ?? throw new NotSupportedException(
        $"'{Info.Name}' can't take single time steps: its [Input] names no dimension that is time, such as [Input(64, 2, Time = 0)].");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public void InitializeState(Span<float> state)
    {
        Check.Step(state.Length, StateSize, Info.Name, nameof(state));
        foreach (CarrySpec carry in Streaming.Carries)
            state.Slice((int)Streaming.OffsetOf(carry), (int)carry.Shape.SampleSize).Fill((float)carry.Initial);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public void Step(ReadOnlySpan<float> input, Span<float> output, Span<float> state, long position) => Step(input, output, state, position, 0);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The input has no time dimension.</exception>
    public void Step(ReadOnlySpan<float> input, Span<float> output, Span<float> state, long position, long draw)
    {
        StreamingModel streaming = Streaming;
        Check.Step(input.Length, StepInputSize, Info.Name, nameof(input));
        Check.Step(output.Length, StepOutputSize, Info.Name, nameof(output));
        Check.Step(state.Length, StateSize, Info.Name, nameof(state));
        Check.Apart(input, output, Info.Name, nameof(input), nameof(output));
        Check.Apart(input, state, Info.Name, nameof(input), nameof(state));
        Check.Apart(output, state, Info.Name, nameof(output), nameof(state));
        Check.Position(position, streaming.MaxSteps ?? long.MaxValue, Info.Name);
        CheckIndices(streaming.Indices, input, StepInputSize, nameof(input));
        int version = guard.BeginGlance(Info.Name, Use.Step);
        Executor<float> executor = stepping!.Take();
        Resize(executor, 1);
        if (executor.Source(SourceKind.Input) is { } x)
            input.CopyTo(x.Span);
        foreach (CarrySpec carry in streaming.Carries)
        {
            if (executor.Carry(carry.Name) is { } before)
                state.Slice((int)streaming.OffsetOf(carry), before.Length).CopyTo(before.Span);
        }
        executor.Run(new StepContext(1, unchecked((ulong)Seed), 0, 0, position) { Options = Options, Draw = draw, FirstSample = position });
        guard.EndGlance(version, Info.Name, Use.Step);
        executor.Output(Graph.Prediction).Span.CopyTo(output);
        foreach (CarrySpec carry in streaming.Carries)
            executor.Carry(carry.NextName)!.Span.CopyTo(state[(int)streaming.OffsetOf(carry)..]);
        stepping.Return(executor);
    }
}
