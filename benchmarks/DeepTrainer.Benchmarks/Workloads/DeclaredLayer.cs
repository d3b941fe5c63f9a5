using System.Collections.Immutable;
using System.Globalization;
using DeepTrainer.Compiler;
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
        int time = (int)Catalogue.All["Input"].Options.First(o => o.Name == "Time").ValueIn(spec.Elements.First(e => e.Kind == "Input"))!.Number!;
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

    public int Integer(string option) => (int)Value(option).Number!.Value;

    public bool Flag(string option) => Value(option).Flag!.Value;

    public string Text(string option) => Value(option).Text ?? "";

    /// <summary>An option of several numbers, such as a kernel's height and width.</summary>
    public ImmutableArray<int> Integers(string option) => Value(option) switch
    {
        { Number: { } number } => [(int)number],
        { Text: { Length: > 0 } text } => [.. text.Split(", ").Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
        _ => [],
    };

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

    private ArgumentValue Value(string option) =>
        Catalogue.All[Kind].Options.Concat(Catalogue.All[Kind].CommonOptions).First(o => o.Name == option).ValueIn(Spec) ?? new(null, null, null);
}
