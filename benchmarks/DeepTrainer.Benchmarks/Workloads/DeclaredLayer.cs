using System.Collections.Immutable;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>A layer as declared, for those who build the same network for another library.</summary>
/// <param name="Kind">The attribute's name: "Dense".</param>
/// <param name="Name">What its parameters' names begin with: "dense1".</param>
/// <param name="InputShape">The shape of one sample of what it takes.</param>
/// <param name="OutputShape">The shape of one sample of what it gives.</param>
internal sealed record DeclaredLayer(string Kind, string Name, ImmutableArray<int> InputShape, ImmutableArray<int> OutputShape)
{
    /// <summary>Which dimension of a sample is time; -1 if none is.</summary>
    public int TimeAxis { get; private init; }

    private ElementSpec Spec { get; init; } = null!;

    /// <summary>A network's layers from the first after the input to the last, each of which takes what the one above gives.</summary>
    public static IReadOnlyList<DeclaredLayer> Of(Type declaration)
    {
        NetworkSpec spec = DeclarationReader.Read(declaration);
        NetworkModel model = NetworkDefinitionException.ThrowIfWrong(spec);
        IEnumerable<ElementSpec> elements = Expand.Run(spec).Spec.Elements.Where(e => Catalogue.All[e.Kind] is Layer);
        int time = (int)spec.Elements.First(e => e.Kind == "Input").Number("Time");
        ImmutableArray<int> above = [.. model.InputShape.PerSample];
        var layers = new List<DeclaredLayer>();
        foreach ((LayerSummary layer, ElementSpec element) in model.Layers.Zip(elements))
        {
            ImmutableArray<int> output = [.. layer.OutputShape.PerSample];
            layers.Add(new(layer.Kind, layer.Name, above, output) { Spec = element, TimeAxis = time });
            above = output;
        }
        return layers;
    }

    /// <summary>A layer of a network's graph, whose parameters may be another's.</summary>
    public static DeclaredLayer Of(LayerPart part) =>
        new(part.Spec.Kind, part.Owner, [.. part.Inputs[0].Shape.PerSample], [.. part.Output.Shape.PerSample]) { Spec = part.Spec };

    public int Integer(string option) => (int)Number(option);

    public double Number(string option) => Spec.Number(option);

    public bool Flag(string option) => Spec.Flag(option);

    public string Text(string option) => Spec.Text(option);

    public ImmutableArray<int> Integers(string option) => Spec.Integers(option);

    /// <summary>A window's option for each of its dimensions, which is one number for all or one each.</summary>
    /// <param name="option">Such as "Stride", beside which there may be "Strides".</param>
    /// <param name="ifZero">The option that 0 stands for.</param>
    public int[] Each(string option, string? ifZero = null)
    {
        int[] numbers = [.. option == "KernelSize" ? Integers(option) : Integers(option + "s")];
        if (numbers.Length == 0)
            numbers = [Integer(option)];
        if (ifZero is not null && numbers is [0])
            return Each(ifZero);
        return numbers.Length == 1 ? [.. Enumerable.Repeat(numbers[0], Spatial)] : numbers;
    }

    /// <summary>The border of a window's input: what is before each dimension, then what is behind each.</summary>
    public int[] Pads
    {
        get
        {
            int[] pads = Each("Padding");
            return pads.Length == Spatial
                ? [.. pads, .. pads]
                : [.. Enumerable.Range(0, Spatial).Select(d => pads[2 * d]), .. Enumerable.Range(0, Spatial).Select(d => pads[(2 * d) + 1])];
        }
    }

    private int Spatial => InputShape.Length - 1;
}
