using System.Reflection;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;
using DeepTrainer.Runtime;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>Bytes that an instance holds after a step of training.</summary>
/// <param name="Weights">As they lie in memory, padding included.</param>
/// <param name="State">What the optimizer keeps.</param>
/// <param name="Arena">The working memory of a step.</param>
/// <param name="Bound">What is alive at once, where most is: no arena for these kernels in this order could be smaller.</param>
internal sealed record Memory(long Weights, long State, long Arena, long Bound)
{
    private const BindingFlags Fields = BindingFlags.NonPublic | BindingFlags.Instance;

    public static Memory Of(Workload workload)
    {
        INetwork network = workload.Generated();
        TrainContender.Train(network, new(workload, network), 0);
        Dictionary<string, long> buffers = network.GetType().GetFields(Fields)
            .Where(field => field.FieldType == typeof(AlignedBuffer))
            .ToDictionary(field => field.Name, field => sizeof(float) * (long)(((AlignedBuffer?)field.GetValue(network))?.Length ?? 0));
        return new(buffers.GetValueOrDefault("weights"), buffers.GetValueOrDefault("state"), buffers.GetValueOrDefault("arena"), BoundOf(workload));
    }

    private static long BoundOf(Workload workload)
    {
        NetworkModel model = NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(workload.Declaration));
        StepInChunks? cut = StepInChunks.Of(model.Training!);
        Persistent persistent = new(model, step: cut);
        Lazy<GraphPlan> planOfWhole = new(() => Planner.Run(model.Training!, persistent.Layouts));
        ChunkPlans? chunks = cut is null ? null : ChunkPlans.Of(cut, model.Training!, planOfWhole, persistent.Layouts, persistent.SumFloats, sumRows: null);
        GraphPlan plan = chunks?.Chunk ?? planOfWhole.Value;
        int samples = Math.Min(workload.Batch, chunks?.SumRows ?? workload.Batch);
        long sums = chunks is null ? 0 : persistent.SumFloats;
        Dictionary<Placement, (int First, int Last)> lives = [];
        for (int step = 0; step < plan.Kernels.Length; step++)
        {
            foreach (Placement used in plan.Kernels[step].Kernel.Accesses.Select(access => new Placement(access).Root).Where(plan.Arena.Offsets.ContainsKey))
                lives[used] = (lives.TryGetValue(used, out (int First, int Last) life) ? life.First : step, step);
        }
        long rows = Placement.Padded(samples);
        return sizeof(float) * (sums + Enumerable.Range(0, plan.Kernels.Length).Max(step => lives
            .Where(life => life.Value.First <= step && step <= life.Value.Last)
            .Sum(life => life.Key.Size * (life.Key.Storage.Shape.IsBatched ? rows : 1))));
    }
}
