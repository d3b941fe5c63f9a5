using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// One time step of a network: its sizes, the struct that holds what a stream carries on, and the method. New content is computed
/// beside the old one and copied over it at the end, so that kernels may run in any order; but for rings, of which a step changes one place.
/// </summary>
internal sealed class StreamingMethods(NetworkModel model, StreamingModel streaming, PublicMembers members, CodeWriter writer)
{
    private string Name => CSharp.Identifier(model.Spec.Name);

    /// <summary>The graph's entry among those of the network.</summary>
    public static Entry EntryOf(StreamingModel streaming, Persistent persistent) => new(
        Entry.Step, "Streaming", "void", "float* input, float* prediction, float* weights, float* carries, float* kept, float* arena, long position",
        Planner.Run(streaming.Graph, persistent.Layouts, oneSample: true));

    /// <summary>The values of its constants.</summary>
    public static IEnumerable<(string Member, long Value)> SizesOf(StreamingModel streaming) =>
    [
        ("StepInputSize", streaming.InputShape.SampleSize), ("StepOutputSize", streaming.OutputShape.SampleSize), ("StateSize", streaming.StateSize),
        ("WarmupSteps", streaming.WarmupSteps),
    ];

    /// <summary>A step's working memory, and what it renews of the state.</summary>
    public static long Floats(StreamingModel streaming, GraphPlan plan) => Placement.Padded(plan.Floats(1)) + Placement.Padded(streaming.RenewedSize);

    public void Constants() => writer.Lines($"""
        /// <summary>Floats in one time step's input, of shape {streaming.InputShape}.</summary>
        {members["StepInputSize"]} = {DescriptionFile.Of("StepInputSize")};

        /// <summary>Floats in one time step's output, of shape {streaming.OutputShape}.</summary>
        {members["StepOutputSize"]} = {DescriptionFile.Of("StepOutputSize")};

        /// <summary>Floats that are kept from one time step to the next.</summary>
        {members["StateSize"]} = {DescriptionFile.Of("StateSize")};

        /// <summary>How many steps of a stream pass before its outputs mean something.</summary>
        {members["WarmupSteps"]} = {DescriptionFile.Of("WarmupSteps")};

        """);

    /// <summary>The members that take steps.</summary>
    /// <param name="plan">How a step is computed.</param>
    /// <param name="maxStackFloats">Up to so many floats working memory is on the stack.</param>
    /// <param name="call">The call of an entry with its arguments.</param>
    public void Methods(GraphPlan plan, long maxStackFloats, Func<string, string[], string> call)
    {
        StateStruct();
        writer.Lines($$"""
            /// <summary>The state of a stream that has not begun.</summary>
            {{members["InitialState"]}}
            {
                State state = default;
                Initialize(state.Values);
                return state;
            }

            int dt::IStreamingNetwork.StepInputSize => StepInputSize;

            int dt::IStreamingNetwork.StepOutputSize => StepOutputSize;

            int dt::IStreamingNetwork.StateSize => StateSize;

            int dt::IStreamingNetwork.WarmupSteps => WarmupSteps;

            void dt::IStreamingNetwork.InitializeState(sys::Span<float> state)
            {
                rt::Check.Step(state.Length, StateSize, nameof({{Name}}), nameof(state));
                Initialize(state);
            }

            """);
        Steps();
        Initialization();
        TakeStep(plan, maxStackFloats, call(Entry.Step, ["input", "output", "weights.Pointer", "carries", "kept", "arena", "position"]));
    }

    // Where steps draw random numbers, they can be asked for another draw than the first.
    private bool IsDrawn => Entry.Draws(model.Inference);

    private string Drawn => IsDrawn ? $", {Entry.Draw}" : "";

    private void Steps()
    {
        if (IsDrawn)
        {
            StepDocumentation(takesDraw: false);
            writer.Line($"{members.Overloads("Step")[0]} => Step(input, output, ref state, 0);");
            writer.Line();
        }
        StepDocumentation(IsDrawn);
        using (writer.Block(members["Step"]))
        {
            Checks("state.Values", "state.Position");
            writer.Lines($"""
                TakeStep(input, output, state.Values, state.Position{Drawn});
                state.Position++;
                """);
        }
        writer.Line();
        const string Interface = "void dt::IStreamingNetwork.Step(sys::ReadOnlySpan<float> input, sys::Span<float> output, sys::Span<float> state, long position";
        if (IsDrawn)
        {
            writer.Line($"{Interface}) => ((dt::IStreamingNetwork)this).Step(input, output, state, position, 0);");
            writer.Line();
        }
        using (writer.Block($"{Interface}{(IsDrawn ? $", long {Entry.Draw}" : "")})"))
        {
            writer.Line($"rt::Check.Step(state.Length, StateSize, nameof({Name}), nameof(state));");
            Checks("state", "position");
            writer.Line($"TakeStep(input, output, state, position{Drawn});");
        }
        writer.Line();
    }

    private void StepDocumentation(bool takesDraw)
    {
        writer.Lines($$"""
            /// <summary>Takes one time step of a stream. It allocates nothing, and many threads may do it at once, each with a state of its own.</summary>
            /// <param name="input">The step's input, <see cref="StepInputSize"/> floats.</param>
            /// <param name="output">Where the result goes, <see cref="StepOutputSize"/> floats.</param>
            /// <param name="state">What the step before left; afterwards what this one leaves.</param>{{(takesDraw ? $"\n/// <param name=\"{Entry.Draw}\">Which random numbers: one for all steps of a stream, and another for each stream.</param>" : "")}}
            /// <exception cref="sys::ArgumentException">A length is wrong, spans overlap{{(streaming.MaxSteps is null ? "" : ", or the stream has no step left")}}.</exception>
            /// <exception cref="sys::InvalidOperationException">Another thread changes weights meanwhile. The stream is where it was before.</exception>
            """);
    }

    private void Checks(string state, string position)
    {
        writer.Lines($"""
            rt::Check.Step(input.Length, StepInputSize, nameof({Name}), nameof(input));
            rt::Check.Step(output.Length, StepOutputSize, nameof({Name}), nameof(output));
            rt::Check.Apart(input, output, nameof({Name}), nameof(input), nameof(output));
            rt::Check.Apart(input, {state}, nameof({Name}), nameof(input), "state");
            rt::Check.Apart(output, {state}, nameof({Name}), nameof(output), "state");
            rt::Check.Position({position}, {(streaming.MaxSteps is { } steps ? Format.Integer(steps) : "long.MaxValue")}, nameof({Name}));
            """);
        foreach (IndexRange range in streaming.Indices)
            writer.Line(range.Check("input", "StepInputSize", Name));
    }

    private void StateStruct()
    {
        writer.Lines($"""
            /// <summary>
            /// What a stream carries from one time step to the next. Copying it copies the stream: each copy goes on by itself.
            /// {(IsZero ? "A new one is a stream that has not begun" : "A stream begins with <see cref=\"InitialState\"/>")}.
            /// </summary>
            """);
        using (writer.Block(members["State"]))
        {
            if (streaming.StateSize > 0)
            {
                writer.Lines($$"""
                    private Floats floats;

                    [sys::Diagnostics.CodeAnalysis.UnscopedRef]
                    internal sys::Span<float> Values => floats;

                    """);
            }
            else
            {
                writer.Lines("""
                    internal readonly sys::Span<float> Values => default;

                    """);
            }
            writer.Lines($"""
                /// <summary>How many steps were taken so far.</summary>
                {PublicMembers.Position}
                """);
            if (streaming.StateSize > 0)
            {
                writer.Lines($$"""

                    [sys::Runtime.CompilerServices.InlineArray(StateSize)]
                    private struct Floats
                    {
                        private float first;
                    }
                    """);
            }
        }
        writer.Line();
    }

    private bool IsZero => streaming.Carries.All(c => c.Initial == 0);

    private void Initialization()
    {
        using (writer.Block("private static void Initialize(sys::Span<float> state)"))
        {
            writer.Line("state.Clear();");
            foreach (CarrySpec carry in streaming.Carries.Where(c => c.Initial != 0))
                writer.Line($"state.Slice({Format.Integer(streaming.OffsetOf(carry))}, {Format.Integer(carry.Shape.SampleSize)}).Fill({Format.Single(carry.Initial)});");
        }
        writer.Line();
    }

    private void TakeStep(GraphPlan plan, long maxStackFloats, string call)
    {
        long kept = Placement.Padded(plan.Floats(1)), floats = Floats(streaming, plan);
        bool onStack = floats <= maxStackFloats;
        if (onStack)
            writer.Line("[sys::Runtime.CompilerServices.SkipLocalsInit]");
        using (writer.Block("private unsafe void TakeStep(sys::ReadOnlySpan<float> inputs, sys::Span<float> outputs, sys::Span<float> state, long "
            + $"position{(IsDrawn ? $", long {Entry.Draw}" : "")})"))
        {
            if (onStack)
                StackMemory.Declare(writer, ElementType.Float32, "arena", floats);
            else
                writer.Line($"float* arena = rt::Scratch.Floats({Format.Integer(floats)});");
            using (GuardWriter.Glance(writer, Name, "Step"))
            {
                writer.Lines($"""
                    float* kept = arena + {Format.Integer(kept)};
                    fixed (float* input = inputs)
                    fixed (float* output = outputs)
                    fixed (float* carries = state)
                        {call};
                    """);
            }
            if (streaming.RenewedSize > 0)
                writer.Line($"new sys::ReadOnlySpan<float>(kept, {Format.Integer(streaming.RenewedSize)}).CopyTo(state);");
            writer.Line("sys::GC.KeepAlive(this);");
        }
        writer.Line();
    }
}
