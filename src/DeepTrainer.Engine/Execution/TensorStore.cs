using System.Collections.Concurrent;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Optimizers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Execution;

/// <summary>A network's parameters and optimizer state in float32, each in memory of its own.</summary>
internal sealed class TensorStore
{
    // Sums of gradients come in later, when some thread asks for them.
    private readonly ConcurrentDictionary<string, Storage<float>> storages = [];
    private readonly Lazy<Parameter[]> sums;

    /// <summary>Every parameter with its first value, in the model's order from one random sequence, as generated code does it.</summary>
    public TensorStore(NetworkModel model, int seed)
    {
        Parameters = [.. model.Parameters.Select(p => Make(p.Name, p.Shape, p.IsTrained))];
        States = [.. model.States.Select(s => Make(s.Name, s.Shape))];
        RandomSource random = new(seed);
        for (int i = 0; i < Parameters.Length; i++)
        {
            Initialization start = model.Parameters[i].Initialization;
            Initializer.Initialize(Parameters[i], Enum.Parse<Init>(start.Kind), start.Value, start.FanIn, start.FanOut, random);
            if (start.ZeroRow is { } row)
                Initializer.ClearRow(Parameters[i], row);
        }
        foreach (ConstantSpec constant in model.Constants)
            Make(constant.Name, constant.Shape).CopyFrom([.. constant.Values.Select(v => (float)v)]);
        foreach (StateSpec state in model.States.Where(s => s.Initial != 0))
            storages[state.Name].Data.Span.Fill((float)state.Initial);
        sums = new(() => [.. Parameters.Where(p => p.IsTrained).Select(p => Make(GradientGraphs.SumOf(p.Name), Shape.Of([.. p.Shape]), true, p.Name))]);
    }

    public Parameter[] Parameters { get; }

    public Parameter[] States { get; }

    public IReadOnlyDictionary<string, Storage<float>> Storages => storages;

    /// <summary>Makes sums of gradients, for each trained parameter one, of which one more call makes no others.</summary>
    public Parameter[] Sums => sums.Value;

    private Parameter Make(string name, Shape shape, bool isTrained = true, string? shown = null)
    {
        int[] extents = [.. shape.Dimensions], strides = new int[extents.Length];
        int size = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = size;
            size *= extents[axis];
        }
        AlignedBuffer buffer = new(size);
        storages[name] = new(new AlignedMemory(buffer).Memory);
        return new(shown ?? name, extents, buffer, 0, strides) { IsTrained = isTrained };
    }
}
