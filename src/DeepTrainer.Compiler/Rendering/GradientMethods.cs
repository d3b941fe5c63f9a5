using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>The members of a network that hands gradients out and takes them.</summary>
internal sealed class GradientMethods(NetworkModel model, PublicMembers members, Persistent persistent, ImmutableArray<Entry> entries, CodeWriter writer)
{
    // The graphs; what Differentiate does is done by Accumulate where that is the same.
    private const string Differentiate = "Differentiate", Accumulate = "Accumulate", Forward = "Forward", Backward = "Backward", Apply = "Apply";

    private readonly BatchWriter batches = new(model, writer);

    private string Name => CSharp.Identifier(model.Spec.Name);

    private bool HasParts => model.LossTerms.Length > 1;

    /// <summary>The graphs and what they take.</summary>
    public static IEnumerable<Entry> EntriesOf(NetworkModel model, GradientGraphs graphs, Persistent persistent)
    {
        const string Sums = "float* inputGradient, nint rows, float* weights, float* gradients, float* arena, double gradientFactor, int asked, long step, ulong seed";
        if (graphs.Evaluation is { } evaluation)
            yield return new(Differentiate, "Differentiation", "float",
                $"float* input, {Renderer.TargetsOf(model)}, {Sums}{Renderer.LossTermsOf(model)}", Plan(evaluation))
            { MayLeaveOut = true };
        if (graphs.Training is { } training)
            yield return new(Accumulate, "Accumulation", "float", $"float* input, {Renderer.TargetsOf(model)}, {Sums}{Renderer.LossTermsOf(model)}",
                Plan(training))
            { MayLeaveOut = true };
        if (graphs.Forward is { } forward)
            yield return new(Forward, "Forward", "void", "float* input, float* prediction, nint rows, float* weights, float* arena, long step, ulong seed", Plan(forward));
        for (int i = 0; i < graphs.OfLosses.Length; i++)
            yield return new(OfOne(i), "Differentiation", "float", $"float* input, {Renderer.TargetsOf(model)}, {Sums}", Plan(graphs.OfLosses[i])) { MayLeaveOut = true };
        yield return new(Backward, "Backward", "void", $"float* input, float* {Graph.OutputGradient}, {Sums}", Plan(graphs.Backward)) { MayLeaveOut = true };
        if (graphs.Step is { } step)
            yield return new(Apply, "Application", "void", "nint rows, float* weights, float* state, float* gradients, float* arena, double rate, "
                + "double outputGradientFactor, long step, ulong seed", Plan(step));

        GraphPlan Plan(Graph graph) => Planner.Run(graph, persistent.Layouts);
    }

    public void Write()
    {
        writer.Line();
        writer.Lines($"""
            /// <inheritdoc/>
            {members["GradientSize"]} => gradients.Size;

            /// <inheritdoc/>
            {members["AccumulatedGradients"]} => gradients.Views;

            /// <inheritdoc/>
            {members["AccumulatedSamples"]} => gradients.Samples;

            void dt::IGradientNetwork.CountAccumulated(long samples, long batches) => gradients.Count(samples, batches);

            """);
        if (model.HasLoss)
        {
            OfLoss();
            OfLosses();
            Accumulation();
        }
        Outputs();
        OfOutputs();
        Step();
    }

    private Entry? Find(string name) => entries.FirstOrDefault(e => e.Name == name);

    private IDisposable Method(string member)
    {
        writer.Line("/// <inheritdoc/>");
        return writer.Block(members[member].Replace("public ", "public unsafe "));
    }

    private void OfLoss()
    {
        using (Method("Gradients"))
            Differentiated(Find(Differentiate) ?? Find(Accumulate)!, HasParts, isTraining: false);
        writer.Line();
    }

    // The graph of one of several losses.
    private static string OfOne(int loss) => Differentiate + Format.Integer(loss);

    private void OfLosses()
    {
        if (model.Losses.Length < 2)
            return;
        const string Results = "parameterGradients, inputGradients";
        using (Method("LossGradients"))
        {
            using (writer.Block("switch (rt::Check.Loss(loss, Info))"))
            {
                for (int i = 0; i < model.Losses.Length; i++)
                    writer.Line($"{(i < model.Losses.Length - 1 ? $"case {Format.Integer(i)}" : "default")}: return {LossGradients(i)}(inputs, targets, {Results});");
            }
        }
        writer.Line();
        for (int i = 0; i < model.Losses.Length; i++)
        {
            using (writer.Block($"private unsafe float {LossGradients(i)}(sys::ReadOnlySpan<float> inputs, sys::ReadOnlySpan<float> targets, "
                + "sys::Span<float> parameterGradients, sys::Span<float> inputGradients)"))
                Differentiated(Find(OfOne(i))!, hasParts: false, isTraining: true);
            writer.Line();
        }
    }

    private static string LossGradients(int loss) => $"LossGradients{Format.Integer(loss)}";

    private void Differentiated(Entry entry, bool hasParts, bool isTraining)
    {
        batches.Checks();
        writer.Line($"rt::Check.GradientRoom(inputs, parameterGradients, gradients.Size, inputGradients, nameof({Name}));");
        foreach (string written in new[] { "parameterGradients", "inputGradients" })
            writer.Line($"rt::Check.Apart({batches.Targets.Name}, {written}, nameof({Name}), nameof({batches.Targets.Name}), nameof({written}));");
        if (isTraining)
            batches.SampleNeeds();
        batches.Memory(entry.Plan, Placement.Padded(persistent.WeightFloats), model.TargetSize + model.InputShape.SampleSize);
        writer.Line("rt::AlignedBuffer? taken = null;");
        using (GuardWriter.Reading(writer, Name, "Gradients", "arenas.Return(taken);"))
        {
            writer.Line("float* arena = arenas.Take(floats, out taken);");
            using (Fixed(batches.Targets.Type, batches.Targets.Name))
            {
                writer.Line("float* sums = gradients.Take(parameterGradients, ref arena);");
                if (hasParts)
                    Parts();
                Given(entry.Plan);
                writer.Line($"float loss = {Call(entry, "wanted", "sums", "1", "(parameterGradients.IsEmpty ? 0 : 1) | (inputGradients.IsEmpty ? 0 : 2)", hasParts)};");
                Results(entry.Plan);
                writer.Line("gradients.Copy(sums, parameterGradients);");
                writer.Line("return loss;");
            }
        }
    }

    private void Accumulation()
    {
        Entry entry = Find(Accumulate)!;
        using (Method("Accumulate"))
        {
            batches.Checks();
            Room(batches.Targets.Name);
            writer.Line($"rt::Check.PartsRoom(inputs, {GraphWriter.LossTerms}, {Math.Max(1, model.LossTerms.Length)}, inputGradients, nameof({Name}));");
            writer.Line($"rt::Check.Apart({batches.Targets.Name}, {GraphWriter.LossTerms}, nameof({Name}), nameof({batches.Targets.Name}), nameof({GraphWriter.LossTerms}));");
            batches.SampleNeeds();
            batches.Memory(entry.Plan, 0, model.TargetSize + model.InputShape.SampleSize);
            using (GuardWriter.Change(writer, Name, "Accumulate"))
            {
                writer.Line("float loss;");
                writer.Line("float* arena = arenas.Alone(floats);");
                Parts();
                using (Fixed(batches.Targets.Type, batches.Targets.Name))
                {
                    Given(entry.Plan);
                    writer.Line($"loss = {Call(entry, "wanted", "gradients.Pointer", "count", Asked)};");
                    Results(entry.Plan);
                }
                writer.Line("gradients.Add(count);");
                writer.Line($"if (!{GraphWriter.LossTerms}.IsEmpty)");
                using (writer.Indent())
                    writer.Line(HasParts ? $"new sys::ReadOnlySpan<float>(terms, {model.LossTerms.Length}).CopyTo({GraphWriter.LossTerms});"
                        : $"{GraphWriter.LossTerms}[0] = loss;");
                writer.Line("return loss;");
            }
        }
        writer.Line();
    }

    private void Outputs()
    {
        using (Method("Forward"))
        {
            if (Find(Forward) is not { } entry)
            {
                writer.Line("PredictBatch(inputs, outputs);");
            }
            else
            {
                writer.Line($"int count = rt::Check.PredictBatch(inputs.Length, InputSize, outputs.Length, OutputSize, nameof({Name}));");
                writer.Line($"rt::Check.Apart(inputs, outputs, nameof({Name}), nameof(inputs), nameof(outputs));");
                batches.Indices("inputs");
                writer.Line("if (count == 0)");
                using (writer.Indent())
                    writer.Line("return;");
                batches.SampleNeeds();
                batches.Memory(entry.Plan, 0, model.OutputShape.SampleSize);
                writer.Line("rt::AlignedBuffer? taken = null;");
                using (GuardWriter.Reading(writer, Name, "Forward", "arenas.Return(taken);"))
                {
                    writer.Line("float* arena = arenas.Take(floats, out taken);");
                    writer.Line("fixed (float* input = inputs)");
                    using (writer.Block("fixed (float* output = outputs)"))
                    {
                        BatchWriter.WholeInput(entry.Plan, "count").ToList().ForEach(writer.Line);
                        writer.Line("float* results = rt::BatchPadding.ForResults(output, count, OutputSize, ref arena);");
                        string[] arguments =
                            [BatchWriter.SamplesOf(entry.Plan), "results", "count", "weights.Pointer", "arena", "steps + 1", "gradients.Noise(Seed)"];
                        writer.Line($"{ClassMethods.Call(entry, arguments)};");
                        writer.Line("rt::BatchPadding.CopyResults(results, output, count, OutputSize);");
                    }
                }
            }
        }
        writer.Line();
    }

    private void OfOutputs()
    {
        Entry entry = Find(Backward)!;
        using (Method("Backward"))
        {
            writer.Line($"int count = rt::Check.Batch(inputs.Length, InputSize, outputGradients.Length, OutputSize, nameof({Name}), nameof(outputGradients));");
            batches.Indices("inputs");
            Room("outputGradients");
            batches.SampleNeeds();
            batches.Memory(entry.Plan, 0, model.OutputShape.SampleSize + model.InputShape.SampleSize);
            using (GuardWriter.Change(writer, Name, "Backward"))
            {
                writer.Line("float* arena = arenas.Alone(floats);");
                using (Fixed("float", "outputGradients"))
                {
                    BatchWriter.WholeInput(entry.Plan, "count").ToList().ForEach(writer.Line);
                    writer.Line("float* given = rt::BatchPadding.Whole(target, count, OutputSize, ref arena);");
                    writer.Line(ForResults);
                    writer.Line($"{Call(entry, "given", "gradients.Pointer", "count", Asked, hasLoss: false)};");
                    Results(entry.Plan);
                }
                writer.Line("gradients.Add(count, ofOutputs: true);");
            }
        }
        writer.Line();
    }

    private void Step()
    {
        using (Method("Apply"))
        {
            if (Find(Apply) is not { } entry)
            {
                writer.Line($"throw new sys::NotSupportedException(\"'{model.Spec.Name}' has no optimizer, so it can't take steps: add one, such as [Adam].\");");
            }
            else
            {
                writer.Line($"rt::Check.Accumulated(gradients.Samples, nameof({Name}));");
                writer.Line($"rt::Check.NextStep(steps, nameof({Name}));");
                using (GuardWriter.Change(writer, Name, "Apply"))
                {
                    writer.Line($"float* arena = arenas.Alone({Format.Integer(entry.Plan.Floats(0))});");
                    string[] arguments =
                    [
                        "(sys::IntPtr)gradients.Samples", "weights.Pointer", "state.Pointer", "gradients.Pointer", "arena", "learningRate",
                        "gradients.OfOutputs ? 1 : 0", "steps + 1", "unchecked((ulong)Seed)",
                    ];
                    writer.Line($"{ClassMethods.Call(entry, arguments)};");
                    writer.Line("gradients.Clear();");
                    writer.Line("Steps++;");
                }
            }
        }
        writer.Line();
        using (Method("DiscardGradients"))
        {
            using (GuardWriter.Change(writer, Name, "DiscardGradients"))
                writer.Line("gradients.Clear();");
        }
    }

    private const string Asked = "inputGradients.IsEmpty ? 1 : 3";

    private const string ForResults = "float* results = rt::GradientSums.ForResults(inputGradient, count, InputSize, ref arena);";

    private void Room(string read)
    {
        writer.Line($"rt::Check.GradientRoom(inputs, [], gradients.Size, inputGradients, nameof({Name}));");
        writer.Line($"rt::Check.Apart({read}, inputGradients, nameof({Name}), nameof({read}), nameof(inputGradients));");
    }

    private void Parts()
    {
        if (HasParts)
            writer.Line($"float* terms = stackalloc float[{model.LossTerms.Length}];");
    }

    private IDisposable Fixed(string type, string targets)
    {
        writer.Line("fixed (float* input = inputs)");
        writer.Line($"fixed ({type}* target = {targets})");
        return writer.Block($"fixed (float* {Graph.InputGradient} = inputGradients)");
    }

    private void Given(GraphPlan plan)
    {
        batches.Whole(plan);
        writer.Line(ForResults);
    }

    private string Call(Entry entry, string targets, string sums, string factor, string asked, bool hasLoss = true) => ClassMethods.Call(entry,
    [
        BatchWriter.SamplesOf(entry.Plan), targets, "results", "count", "weights.Pointer", sums, "arena", factor, asked, "steps + 1", "gradients.Noise(Seed)",
        .. HasParts && hasLoss ? ["terms"] : Array.Empty<string>(),
    ]);

    // Where nothing depends on the samples smoothly, their gradients are 0.
    private void Results(GraphPlan plan) => writer.Line(plan.Graph.Outputs.Any(o => o.Role == Graph.InputGradient)
        ? "rt::GradientSums.CopyResults(results, inputGradient, count, InputSize);" : "inputGradients.Clear();");
}
