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

    /// <summary>Adds any element: what the fluent methods do, and the way to add one they don't have.</summary>
    /// <param name="element">An instance of the element's attribute.</param>
    public NetworkBuilder Add(ElementAttribute element)
    {
        ArgumentNullException.ThrowIfNull(element);
        elements.Add(element);
        return this;
    }

    /// <summary>The declaration so far, as plain values.</summary>
    public NetworkSpec ToSpec() => new(
        "", name, [], "", elements.Select(AttributeReader.Read).ToEquatableArray(), functions.ToEquatableArray());

    /// <summary>The declaration compiled to graphs.</summary>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public NetworkModel ToModel() => NetworkDefinitionException.ThrowIfWrong(ToSpec());

    /// <summary>The network.</summary>
    /// <param name="seed">Of the weights and of dropout: the same seed gives the same network.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public EngineNetwork Build(int seed) => new(ToModel(), seed);

    private NetworkBuilder Add(LayerAttribute layer, string? name, string? from)
    {
        layer.Name = name;
        layer.From = from;
        return Add(layer);
    }

    private void Define(string function, ScalarFunction body)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        FunctionSpec added = new(function, body.ToString());
        FunctionSpec? known = functions.Find(f => f.Name == function);
        if (known is not null && known != added)
            throw new ArgumentException($"There are two different functions '{function}'; give one of them another name.", nameof(function));
        functions.Add(added);
    }
}
