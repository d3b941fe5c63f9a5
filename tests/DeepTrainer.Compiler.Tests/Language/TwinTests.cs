using System.Reflection;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;

namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>What built-in layers are made of, users can make: of a layer written in their language come the kernels of the built-in one.</summary>
public class TwinTests
{
    private static readonly Dictionary<string, (int[] Sample, Action<NetworkBuilder> BuiltIn)> Layers = new()
    {
        [nameof(Twins.Dense)] = ([5, 7], b => b.Dense(4)),
        [nameof(Twins.Gelu)] = ([7], b => b.Gelu()),
        [nameof(Twins.Silu)] = ([7], b => b.Silu()),
        [nameof(Twins.LeakyRelu)] = ([7], b => b.LeakyRelu()),
        [nameof(Twins.HardSwish)] = ([7], b => b.HardSwish()),
        [nameof(Twins.Prelu)] = ([7], b => b.Prelu()),
        [nameof(Twins.Glu)] = ([3, 10], b => b.Glu()),
        [nameof(Twins.LayerNorm)] = ([5, 17], b => b.LayerNorm()),
        [nameof(Twins.RmsNorm)] = ([5, 17], b => b.RmsNorm()),
        [nameof(Twins.GroupNorm)] = ([6, 5, 5], b => b.GroupNorm(2)),
        [nameof(Twins.InstanceNorm)] = ([6, 5, 5], b => b.InstanceNorm()),
        [nameof(Twins.Embedding)] = ([5], b => b.Embedding(10, 3)),
        [nameof(Twins.PositionalEmbedding)] = ([5, 7], b => b.PositionalEmbedding()),
        [nameof(Twins.Conv1D)] = ([4, 11], b => b.Conv1D(5, [3], padding: 1)),
        [nameof(Twins.Conv2D)] = ([3, 9, 9], b => b.Conv2D(5, [3], stride: 2)),
        [nameof(Twins.MaxPool2D)] = ([3, 8, 8], b => b.MaxPool2D([2])),
        [nameof(Twins.AvgPool2D)] = ([3, 8, 8], b => b.AvgPool2D([2])),
        [nameof(Twins.GlobalAvgPool)] = ([3, 7, 7], b => b.GlobalAvgPool()),
        [nameof(Twins.GlobalMaxPool)] = ([3, 7, 7], b => b.GlobalMaxPool()),
        [nameof(Twins.PixelShuffle)] = ([12, 5, 7], b => b.PixelShuffle(2)),
        [nameof(Twins.Attention)] = ([5, 12], b => b.MultiHeadAttention(3)),
    };

    // Written in several steps, a formula is cut into kernels at other places: an epsilon is added before a value is stored, not behind.
    private static readonly string[] CutElsewhere = [nameof(Twins.Prelu), nameof(Twins.LayerNorm), nameof(Twins.RmsNorm), nameof(Twins.GroupNorm),
        nameof(Twins.InstanceNorm), nameof(Twins.Attention)];

    public static TheoryData<string> Same => [.. Layers.Keys.Except(CutElsewhere)];

    public static TheoryData<string> Others => [.. CutElsewhere];

    [Theory, MemberData(nameof(Same))]
    public void ALayerOfTheLanguage_HasTheKernelsOfTheBuiltInOne(string layer)
    {
        (NetworkModel own, NetworkModel other) = Pair(layer);
        Assert.Equal(other.Parameters.Select(p => (p.Shape, p.Initialization.Kind, p.Initialization.Value)),
            own.Parameters.Select(p => (p.Shape, p.Initialization.Kind, p.Initialization.Value)));
        KernelForms forms = new();
        Assert.Equal(Kernels(forms, other, other.Inference), Kernels(forms, own, own.Inference));
        Assert.Equal(Kernels(forms, other, other.Training!), Kernels(forms, own, own.Training!));
    }

    [Theory, MemberData(nameof(Others))]
    public void ALayerCutElsewhere_HasNoMoreKernelsAndTheSameNumbers(string layer)
    {
        (NetworkModel own, NetworkModel other) = Pair(layer);
        Assert.InRange(Kernels(new(), own, own.Inference).Length, 1, Kernels(new(), other, other.Inference).Length);
        Assert.InRange(Kernels(new(), own, own.Training!).Length, 1, Kernels(new(), other, other.Training!).Length);
        EngineNetwork a = new(own, seed: 3), b = new(other, seed: 3);
        RandomSource random = new(1);
        float[] inputs = [.. Enumerable.Range(0, 7 * a.Info.InputSize).Select(_ => (float)random.NextGaussian())],
            targets = [.. Enumerable.Range(0, 21).Select(_ => (float)random.NextGaussian())];
        for (int step = 0; step < 3; step++)
            Assert.Equal(b.TrainBatch(inputs, targets), a.TrainBatch(inputs, targets), 1e-5f);
        foreach ((Parameter expected, Parameter actual) in b.Parameters.Zip(a.Parameters))
            Assert.Equal(expected.ToArray(), actual.ToArray(), (x, y) => Math.Abs(x - y) < 1e-5f);
    }

    private static (NetworkModel Own, NetworkModel BuiltIn) Pair(string layer)
    {
        (int[] sample, Action<NetworkBuilder> builtIn) = Layers[layer];
        MethodInfo method = typeof(Twins).GetMethod(layer)!;
        Type[] types = [.. method.GetParameters().Select(p => p.ParameterType), method.ReturnType];
        Delegate function = method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types));
        return (Model(sample, b => b.Layer(function)), Model(sample, builtIn));
    }

    private static NetworkModel Model(int[] sample, Action<NetworkBuilder> layer)
    {
        NetworkBuilder builder = new NetworkBuilder("Twin").Input(sample);
        layer(builder);
        return builder.Flatten().Dense(3).Mse().Sgd().ToModel();
    }

    private static int[] Kernels(KernelForms forms, NetworkModel model, Graph graph) =>
        [.. Planner.Run(graph, new Persistent(model).Layouts).Kernels.Select(k => forms.Of(k with { Kernel = Numbered(k.Kernel), Uncollapsed = Numbered(k.Uncollapsed) }))];

    // Letters of contractions are the author's.
    private static Kernel Numbered(Kernel kernel) => kernel with { Axes = [.. kernel.Axes.Select((a, i) => a with { Name = $"axis{i}" })] };
}
