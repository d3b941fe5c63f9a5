using System.Diagnostics.CodeAnalysis;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Engine;

/// <summary>
/// Declares a network at run time, with the same elements and options as the attributes:
/// <c>new NetworkBuilder("Digits").Input(64).Dense(32).Relu().Dense(10).CrossEntropy().Adam().Build(seed: 1)</c>.
/// </summary>
/// <param name="name">The network's name.</param>
public sealed partial class NetworkBuilder(string name)
{
    private readonly List<ElementAttribute> elements = [];
    private readonly List<FunctionSpec> functions = [];
    private string adjustable = "", frozen = "";
    private bool gradients;

    /// <summary>Adds any element: what the fluent methods do, and the way to add one they don't have.</summary>
    /// <param name="element">An instance of the element's attribute.</param>
    public NetworkBuilder Add(ElementAttribute element)
    {
        ArgumentNullException.ThrowIfNull(element);
        elements.Add(element);
        return this;
    }

    /// <summary>The shape of a sample, channels first.</summary>
    /// <param name="shape">The sizes of its dimensions.</param>
    public NetworkBuilder Input(params int[] shape) => Add(new InputAttribute(shape));

    /// <summary>The shape of a part of a sample, channels first: one of several inputs.</summary>
    /// <param name="name">What <c>from</c> calls it.</param>
    /// <param name="shape">The sizes of its dimensions.</param>
    public NetworkBuilder InputNamed(string name, params int[] shape) => Add(new InputAttribute(shape) { Name = name });

    /// <summary>Says more of the weights of the layer just added.</summary>
    /// <param name="frozen">Whether training leaves them as they are.</param>
    /// <param name="sharedWith">The layer whose weights they are.</param>
    /// <param name="l1">λ of the penalty λ·Σ|w|.</param>
    /// <param name="l2">λ of the penalty λ·Σw².</param>
    /// <exception cref="InvalidOperationException">What was added last is no layer.</exception>
    public NetworkBuilder Weights(bool frozen = false, string? sharedWith = null, double l1 = 0, double l2 = 0)
    {
        if (elements.Count == 0 || elements[^1] is not LayerElementAttribute layer)
            throw new InvalidOperationException("Only a layer has weights; call Weights right after it.");
        (layer.Frozen, layer.SharedWith, layer.L1, layer.L2) = (frozen, sharedWith, l1, l2);
        return this;
    }

    /// <summary>Says more of the loss just added.</summary>
    /// <param name="weight">Its factor in the sum of several losses.</param>
    /// <param name="sampleWeights">Whether targets hold a weight for each sample behind its own.</param>
    /// <param name="lengths">The layer that tells how many positions of each sample count.</param>
    /// <exception cref="InvalidOperationException">What was added last is no loss.</exception>
    public NetworkBuilder Weighted(double weight = 1, bool sampleWeights = false, string? lengths = null)
    {
        if (elements.Count == 0 || elements[^1] is not LossElementAttribute loss)
            throw new InvalidOperationException("Only a loss has a weight; call Weighted right after it.");
        (loss.Weight, loss.SampleWeights, loss.Lengths) = (weight, sampleWeights, lengths);
        return this;
    }

    /// <summary>
    /// The numbers of losses and optimizers that can be changed at run time by <see cref="INetwork.Options"/>, as
    /// <see cref="NetworkAttribute.Adjustable"/> names them.
    /// </summary>
    /// <param name="names">Patterns of names, separated by commas.</param>
    public NetworkBuilder Adjustable(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        adjustable = names;
        return this;
    }

    /// <summary>The weights that training leaves as they are, as <see cref="NetworkAttribute.Frozen"/> names them.</summary>
    /// <param name="names">Patterns of names, separated by commas.</param>
    public NetworkBuilder Freeze(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        frozen = names;
        return this;
    }

    /// <summary>
    /// Makes a compiled network an <see cref="IGradientNetwork"/>, which hands gradients out and takes them, as <see cref="NetworkAttribute.Gradients"/> does. An
    /// optimizer needs no loss then: it can step by gradients of the outputs.
    /// </summary>
    public NetworkBuilder WithGradients()
    {
        gradients = true;
        return this;
    }

    /// <summary>The declaration so far, as plain values.</summary>
    public NetworkSpec ToSpec() => new(
        "", name, [], "", elements.Select(AttributeReader.Read).ToEquatableArray(), functions.ToEquatableArray())
    {
        Adjustable = adjustable,
        Gradients = gradients,
        Frozen = frozen,
        TensorFunctions = tensorFunctions.ToEquatableArray(),
    };

    /// <summary>The declaration compiled to graphs.</summary>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public NetworkModel ToModel() => NetworkDefinitionException.ThrowIfWrong(ToSpec());

    /// <summary>The network.</summary>
    /// <param name="seed">Of the weights and of dropout: the same seed gives the same network.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public EngineNetwork Build(int seed) => new(ToModel(), seed);

    /// <summary>
    /// The network's class, compiled now, in memory, by what compiles declared networks: for topologies that are known at run time only. It takes about a
    /// second for a small network, and ten megabytes for the compiler itself; not for NativeAOT, trimming or single files.
    /// </summary>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    /// <exception cref="NotSupportedException">The network is too large, or the application is one file.</exception>
    [RequiresDynamicCode("It makes code at run time."), RequiresUnreferencedCode("It refers to the library's assemblies as a whole.")]
    public CompiledTopology Compile() => Compilation.RuntimeCompilation.Run(ToModel());
}
