using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// How the samples of a batch are predicted: in chunks, and of those left over some one by one. Each of several threads has a part of the samples, and needs no other one.
/// </summary>
/// <param name="network">The class.</param>
/// <param name="one">The plan for one sample.</param>
/// <param name="batch">The plan for many; none where each is predicted by itself.</param>
/// <param name="isDrawn">Whether predictions draw random numbers.</param>
/// <param name="writer">Where to.</param>
internal sealed class SampleMethods(string network, GraphPlan one, GraphPlan? batch, bool isDrawn, CodeWriter writer)
{
    private const string Arguments = "SamplesArguments", Samples = "PredictSamples", All = "PredictOnThreads", Part = "PredictSamplesPart",
        Spans = "sys::ReadOnlySpan<float> inputs, sys::Span<float> outputs, int count";

    private bool IsParted => (batch ?? one).IsParted;

    // The samples that parts are multiples of, but for the last one.
    private int PartRows => batch?.PartRows ?? 1;

    // Whether threads can share the work of a sample or of a chunk, too.
    private bool HasTeam => one.IsShared || batch?.IsShared == true;

    private string Draws => isDrawn ? $", long {Entry.Draw}" : "";

    private string Drawn => isDrawn ? $", {Entry.Draw}" : "";

    /// <summary>The plan by which batches are predicted: of many samples, or one at a time.</summary>
    public static GraphPlan PlanOf(ImmutableArray<Entry> entries) => (entries.FirstOrDefault(e => e.Name == Entry.Batch) ?? entries.First(e => e.Name == Entry.One)).Plan;

    /// <summary>Predicts all samples: by the threads' parts, or, where there are too few, one chunk after another, in which threads share the work.</summary>
    public void Call()
    {
        if (!IsParted)
        {
            Chunks();
            return;
        }
        writer.Line($"if (team is {{ }} all && count >= {(HasTeam ? $"(long)all.Threads * {Format.Integer(PartRows)}" : Format.Integer(2 * PartRows))})");
        using (writer.Indent())
            writer.Line($"{All}(inputs, outputs, count, all{Drawn});");
        writer.Line("else");
        using (writer.Indent())
            writer.Line($"{Samples}(inputs, outputs, count{Given("team", "0")});");
    }

    /// <summary>Writes the methods that it calls.</summary>
    public void Write()
    {
        if (!IsParted)
            return;
        using (writer.Block($"private void {Samples}({Spans}{(HasTeam ? ", rt::Team? team" : "")}{Draws}{(isDrawn ? $", long {Entry.FirstSample}" : "")})"))
            Chunks();
        writer.Line();
        using (writer.Block($"private unsafe struct {Arguments}"))
        {
            writer.Lines("""
                public float* input;
                public float* output;
                public int count;
                public bool lacksMemory;
                """);
            if (isDrawn)
                writer.Line($"public long {Entry.Draw};");
        }
        writer.Line();
        using (writer.Block($"private unsafe void {All}({Spans}, rt::Team all{Draws})"))
        {
            writer.Line("fixed (float* input = inputs)");
            using (writer.Block("fixed (float* output = outputs)"))
            {
                writer.Line($"{Arguments} shared = new() {{ input = input, output = output, count = count{(isDrawn ? $", {Entry.Draw} = {Entry.Draw}" : "")} }};");
                writer.Line($"rt::Team.Run(all, this, &{Part}, &shared, count);");
                writer.Line("if (!shared.lacksMemory)");
                using (writer.Indent())
                    writer.Line("return;");
            }
            writer.Line($"{Samples}(inputs, outputs, count{Given("null", "0")});");
        }
        writer.Line();
        using (writer.Block($"private static unsafe void {Part}(object? network, rt::Team? team, int part, int parts, void* arguments)"))
        {
            writer.Lines($"""
                {Arguments}* shared = ({Arguments}*)arguments;
                rt::Team.Share(shared->count, {Format.Integer(PartRows)}, part, parts, out sys::IntPtr from, out sys::IntPtr to);
                int count = (int)(to - from);
                sys::ReadOnlySpan<float> inputs = new(shared->input + (from * InputSize), count * InputSize);
                sys::Span<float> outputs = new(shared->output + (from * OutputSize), count * OutputSize);
                """);
            using (writer.Block("try"))
                writer.Line($"(({network})network!).{Samples}(inputs, outputs, count{(HasTeam ? ", null" : "")}{(isDrawn ? $", shared->{Entry.Draw}, from" : "")});");
            writer.Line("// One thread needs less.");
            using (writer.Block("catch (sys::OutOfMemoryException) when (parts > 1)"))
                writer.Line("shared->lacksMemory = true;");
        }
        writer.Line();
    }

    private string Given(string team, string first) => $"{(HasTeam ? $", {team}" : "")}{(isDrawn ? $", {Entry.Draw}, {first}" : "")}";

    private void Chunks()
    {
        if (batch is null)
            writer.Line("// Each sample by itself takes less than its part of a block of them.");
        else
            Blocks(batch);
        if ((batch?.SamplesByOne(one) ?? Placement.Padding) == 0)
            return;
        using (writer.Block(batch is null ? "for (int start = 0; start < count; start++)" : "for (; start < count; start++)"))
            writer.Line($"PredictSample(inputs.Slice(start * InputSize, InputSize), outputs.Slice(start * OutputSize, OutputSize){Told(one)});");
    }

    private void Blocks(GraphPlan plan)
    {
        string chunk = Format.Integer(plan.ChunkRows), block = Format.Integer(Placement.Padding);
        int ones = plan.SamplesByOne(one);
        writer.Lines($"""
            // Whole blocks of samples; of those left over, few are faster one at a time.
            int whole = count - (count % {block}), start = 0;
            """);
        using (writer.Block("for (int rows; start < whole; start += rows)"))
        {
            writer.Lines($"""
                rows = sys::Math.Min({chunk}, whole - start);
                PredictChunk(inputs.Slice(start * InputSize, rows * InputSize), outputs.Slice(start * OutputSize, rows * OutputSize), rows{Told(plan)});
                """);
        }
        if (ones >= Placement.Padding - 1)
            return;
        using (writer.Block($"if (count - start > {ones})"))
        {
            writer.Line($"PredictChunk(inputs.Slice(start * InputSize), outputs.Slice(start * OutputSize), count - start{Told(plan)});");
            writer.Line("start = count;");
        }
    }

    // What shares the work, and which sample of all the next one is.
    private string Told(GraphPlan plan) =>
        $"{(plan.IsShared ? ", team" : "")}{(isDrawn ? $", {Entry.Draw}, {(IsParted ? $"{Entry.FirstSample} + start" : "start")}" : "")}";
}
