using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>The methods that do a network's work: they check lengths, find working memory, and call the graphs.</summary>
internal sealed class ClassMethods(NetworkModel model, PublicMembers members, ImmutableArray<Entry> entries, ChunkMethods? chunks, CodeWriter writer)
{
    /// <summary>Working memory up to this many floats (32 KB) is taken from the stack.</summary>
    private const long MaxStackFloats = 8192;

    private string Name => CSharp.Identifier(model.Spec.Name);

    private readonly BatchWriter batches = new(model, writer);

    private (string Type, string Name) Targets => batches.Targets;

    public void Write()
    {
        Prediction();
        if (model.Evaluation is not null)
            Evaluation();
        if (model.Training is not null)
            Training();
        if (model.Streaming is { } streaming)
            new StreamingMethods(model, streaming, members, writer).Methods(entries.First(e => e.Name == Entry.Step).Plan, MaxStackFloats, Call);
        foreach (Entry entry in entries.Where(e => e.Plan.IsShared))
            new ThreadMethods(entry, writer).Write();
    }

    /// <summary>What stands before a graph's name.</summary>
    internal const string GraphsOf = $"kernels::{GraphFile.Class}.";

    private string Call(string entry, params string[] arguments) => Call(entries.First(e => e.Name == entry), arguments);

    /// <summary>A graph's call by one thread, or by all of the team's.</summary>
    internal static string Call(Entry of, IEnumerable<string> arguments)
    {
        (bool isShared, string entry) = (of.Plan.IsShared, of.Name);
        arguments = arguments.Concat(of.DrawArguments);
        if (of.TakesOptions)
            arguments = arguments.Append("options.Pointer");
        return $"{(isShared ? "Share" : GraphsOf)}{entry}({string.Join(", ", isShared ? arguments.Prepend("team") : arguments)})";
    }

    private void Prediction()
    {
        GraphPlan one = entries.First(e => e.Name == Entry.One).Plan;
        GraphPlan? batch = entries.FirstOrDefault(e => e.Name == Entry.Batch)?.Plan;
        SampleMethods samples = new(Name, one, batch, IsDrawn, writer);
        FirstDraw("Predict", "input, output");
        using (writer.Block(members["Predict"]))
        {
            writer.Lines($"""
                rt::Check.Sample(input.Length, InputSize, nameof({Name}), nameof(input));
                rt::Check.Sample(output.Length, OutputSize, nameof({Name}), nameof(output));
                rt::Check.Apart(input, output, nameof({Name}), nameof(input), nameof(output));
                """);
            batches.Indices("input");
            using (GuardWriter.Glance(writer, Name, "Predict"))
                writer.Line($"PredictSample(input, output{(one.IsShared ? ", team" : "")}{(IsDrawn ? $", {Entry.Draw}, 0" : "")});");
        }
        writer.Line();
        FirstDraw("PredictBatch", "inputs, outputs");
        using (writer.Block(members["PredictBatch"]))
        {
            writer.Line($"int count = rt::Check.PredictBatch(inputs.Length, InputSize, outputs.Length, OutputSize, nameof({Name}));");
            writer.Line($"rt::Check.Apart(inputs, outputs, nameof({Name}), nameof(inputs), nameof(outputs));");
            batches.Indices("inputs");
            using (GuardWriter.Glance(writer, Name, "PredictBatch"))
                samples.Call();
        }
        writer.Line();
        samples.Write();
        PredictMethod("PredictSample", TeamParameter(one), [$"{Call(Entry.One, "input", "output", "weights.Pointer", "arena")};"], one.Floats(1));
        if (batch is null)
            return;
        long floats = Math.Max(batch.Floats(batch.ChunkRows), batch.Floats(1) + (Placement.Padding * (batches.CopiedInput(batch) + model.OutputShape.SampleSize)));
        PredictMethod("PredictChunk", $", int rows{TeamParameter(batch)}",
            [
                .. BatchWriter.WholeInput(batch, "rows"),
                "float* results = rt::BatchPadding.ForResults(output, rows, OutputSize, ref arena);",
                $"{Call(Entry.Batch, BatchWriter.SamplesOf(batch), "results", "rows", "weights.Pointer", "arena")};",
                "rt::BatchPadding.CopyResults(results, output, rows, OutputSize);",
            ],
            floats);
    }

    // What shares the work of a sample, or of a chunk: the network's threads, or none where those have samples of their own.
    private static string TeamParameter(GraphPlan plan) => plan.IsShared ? ", rt::Team? team" : "";

    private bool IsDrawn => Entry.Draws(model.Inference);

    // Without a number of a draw, a prediction is the first one.
    private void FirstDraw(string method, string arguments)
    {
        writer.Line("/// <inheritdoc/>");
        if (!IsDrawn)
            return;
        writer.Line($"{members.Overloads(method)[0]} => {method}({arguments}, 0);");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
    }

    // Working memory is so many floats at most, and on the stack if they are few.
    private void PredictMethod(string method, string parameters, string[] body, long floats)
    {
        bool onStack = floats <= MaxStackFloats;
        if (onStack)
            writer.Line("[sys::Runtime.CompilerServices.SkipLocalsInit]");
        using (writer.Block($"private unsafe void {method}(sys::ReadOnlySpan<float> inputs, sys::Span<float> "
            + $"outputs{parameters}{(IsDrawn ? $", long {Entry.Draw}, long {Entry.FirstSample}" : "")})"))
        {
            if (onStack)
                StackMemory.Declare(writer, ElementType.Float32, "arena", floats);
            else
                writer.Line($"float* arena = rt::Scratch.Floats({Format.Integer(floats)});");
            writer.Line("fixed (float* input = inputs)");
            using (writer.Block("fixed (float* output = outputs)"))
                body.ToList().ForEach(writer.Line);
            writer.Line("sys::GC.KeepAlive(this);");
        }
        writer.Line();
    }

    private void Evaluation()
    {
        using (TargetMethod("Evaluate"))
        {
            GraphPlan plan = entries.First(e => e.Name == "Evaluate").Plan;
            Memory(plan);
            writer.Line("rt::AlignedBuffer? taken = null;");
            using (GuardWriter.Reading(writer, Name, "Evaluate", "arenas.Return(taken);"))
            {
                writer.Lines($"""
                    float* arena = arenas.Take(floats, out taken);
                    fixed (float* input = inputs)
                    fixed ({Targets.Type}* target = {Targets.Name}){LossTermsFixed}
                    """);
                using (writer.Block())
                {
                    batches.Whole(plan);
                    writer.Line($"return {Call("Evaluate", [BatchWriter.SamplesOf(plan), "wanted", "count", "weights.Pointer", "arena", .. LossTermsArgument])};");
                }
            }
        }
        writer.Line();
    }

    private void Training()
    {
        using (TargetMethod("TrainBatch"))
        {
            writer.Line($"rt::Check.NextStep(steps, nameof({Name}));");
            batches.SampleNeeds();
            GraphPlan? plan = entries.FirstOrDefault(e => e.Name == Entry.Train)?.Plan;
            if (plan is null)
                chunks!.Memory();
            else
                Memory(plan);
            using (GuardWriter.Change(writer, Name, "TrainBatch"))
            {
                writer.Lines($"""
                    float loss;
                    float* arena = arenas.Alone(floats);
                    fixed (float* input = inputs)
                    fixed ({Targets.Type}* target = {Targets.Name}){LossTermsFixed}
                    """);
                using (writer.Block())
                {
                    if (plan is null)
                    {
                        chunks!.Step(LossTermsArgument);
                    }
                    else
                    {
                        batches.Whole(plan);
                        string call = Call(Entry.Train,
                        [
                            BatchWriter.SamplesOf(plan), "wanted", "count", "weights.Pointer", "state.Pointer", "arena", "learningRate", "steps + 1",
                            "unchecked((ulong)Seed)", .. LossTermsArgument,
                        ]);
                        writer.Line($"loss = {call};");
                    }
                }
                writer.Line("Steps++;");
                writer.Line("return loss;");
            }
        }
        writer.Line();
        chunks?.Write();
    }

    private string LossTermsFixed => model.LossTerms.Length > 1 ? $"\nfixed (float* terms = {GraphWriter.LossTerms})" : "";

    private IEnumerable<string> LossTermsArgument => model.LossTerms.Length > 1 ? ["terms"] : [];

    private IDisposable TargetMethod(string method)
    {
        int terms = model.LossTerms.Length;
        writer.Line("/// <inheritdoc/>");
        if (terms > 1)
        {
            writer.Line($"{members.Overloads(method)[0]} => {method}(inputs, {Targets.Name}, stackalloc float[{terms}]);");
            writer.Line();
            writer.Line("/// <inheritdoc/>");
        }
        IDisposable block = writer.Block(members[method].Replace("public ", "public unsafe "));
        if (terms > 1)
        {
            writer.Line($"rt::Check.LossParts({GraphWriter.LossTerms}.Length, {terms}, nameof({Name}));");
            foreach (string read in new[] { "inputs", Targets.Name })
                writer.Line($"rt::Check.Apart({read}, {GraphWriter.LossTerms}, nameof({Name}), nameof({read}), nameof({GraphWriter.LossTerms}));");
        }
        batches.Checks();
        return block;
    }

    private void Memory(GraphPlan plan) => batches.Memory(plan, 0, model.TargetSize);
}
