using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a training step does that works on chunks of its batch: sums over samples are added up at the front of working memory.</summary>
internal sealed class ChunkMethods(NetworkModel model, ChunkPlans plans, long sumFloats, ImmutableArray<Entry> entries, CodeWriter writer)
{
    private readonly BatchWriter batches = new(model, writer);

    private long Sums => Placement.Padded(sumFloats);

    private Entry? Find(string name) => entries.FirstOrDefault(e => e.Name == name);

    /// <summary>The graphs and what they take.</summary>
    public static IEnumerable<Entry> EntriesOf(NetworkModel model, ChunkPlans plans)
    {
        string targets = Renderer.TargetsOf(model), given = $"nint rows, nint {Entry.SumRows}, nint {Entry.WholeBatch}, float* weights, float* {Persistent.Sums}, float* arena";
        if (plans.Before is { } before)
            yield return new(Entry.TrainBefore, "Before", "void", $"{targets}, {given}", before);
        yield return new(Entry.TrainChunk, "Training", "void", $"float* input, {targets}, {given}, long step, ulong seed, long {Entry.FirstSample}", plans.Chunk);
        yield return new(Entry.TrainAfter, "Update", "float",
            $"nint rows, float* weights, float* state, float* {Persistent.Sums}, float* arena, double rate, long step, ulong seed{Renderer.LossTermsOf(model)}", plans.After);
    }

    /// <summary>Declares how many samples a chunk has, and how many floats of working memory the call takes.</summary>
    public void Memory()
    {
        string block = Format.Integer(Placement.Padding), rows = Format.Integer(plans.SumRows);
        writer.Lines($"""
            // Sums are made of so many samples at once: few enough for the cache, but not so few that there are more than {Format.Integer(Costs.LongestSum)} of them to add up.
            int {Entry.SumRows} = sys::Math.Max({rows}, ((count / {Format.Integer(Costs.LongestSum)}) + {Format.Integer(Placement.Padding - 1)}) & -{block});
            int chunk = {(plans.Chunk.IsShared ? $"(int)sys::Math.Min(count + {block}L, (long){Entry.SumRows} * Threads) & -{block}" : Entry.SumRows)};
            """);
        batches.Memory("sys::Math.Min(count, chunk)", plans.Fixed + Sums, plans.PerRow + batches.CopiedInput(plans.Chunk) + model.TargetSize);
    }

    /// <summary>Adds up what the chunks give, and makes the step of it.</summary>
    public void Step(IEnumerable<string> lossTerms)
    {
        writer.Lines($"""
            float* {Persistent.Sums} = arena;
            arena += {Format.Integer(Sums)};
            new sys::Span<float>({Persistent.Sums}, {Format.Integer(Sums)}).Clear();
            """);
        string[] parts = Find(Entry.TrainBefore) is null ? [Entry.TrainChunk] : [Entry.TrainBefore, Entry.TrainChunk];
        foreach (string part in parts)
        {
            using (writer.Block("for (int first = 0; first < count; first += sys::Math.Min(chunk, count - first))"))
                writer.Line($"{MethodOf(part)}(input, target, first, sys::Math.Min(chunk, count - first), {Entry.SumRows}, count, {Persistent.Sums}, arena);");
        }
        string after = ClassMethods.Call(Find(Entry.TrainAfter)!,
        [
            "count", "weights.Pointer", "state.Pointer", Persistent.Sums, "arena", "learningRate", "steps + 1", "unchecked((ulong)Seed)", .. lossTerms,
        ]);
        writer.Line($"loss = {after};");
    }

    /// <summary>Writes what one chunk takes.</summary>
    public void Write()
    {
        if (Find(Entry.TrainBefore) is { } before)
            Method(before, ["wanted"], []);
        Method(Find(Entry.TrainChunk)!, [BatchWriter.SamplesOf(plans.Chunk), "wanted"], ["steps + 1", "unchecked((ulong)Seed)", "first"]);
    }

    private void Method(Entry entry, string[] samples, string[] others)
    {
        using (writer.Block($"private unsafe void {MethodOf(entry.Name)}(float* input, {batches.Targets.Type}* target, int first, int count, int "
            + $"{Entry.SumRows}, int {Entry.WholeBatch}, float* {Persistent.Sums}, float* arena)"))
        {
            if (samples.Length > 1)
                writer.Line("input += (sys::IntPtr)first * InputSize;");
            writer.Line($"target += (sys::IntPtr)first * {model.TargetSize};");
            batches.Whole(entry.Plan);
            writer.Line($"{ClassMethods.Call(entry, [.. samples, "count", Entry.SumRows, Entry.WholeBatch, "weights.Pointer", Persistent.Sums, "arena", .. others])};");
        }
        writer.Line();
    }

    private static string MethodOf(string entry) => entry == Entry.TrainBefore ? "CountSamples" : "TrainSamples";
}
