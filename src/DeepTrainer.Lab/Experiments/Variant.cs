using System.Collections.Immutable;
using System.Globalization;
using DeepTrainer.Engine;

namespace DeepTrainer.Lab;

/// <summary>One of the networks that an experiment compares: a name, how to make the network from a seed, and numbers that are set differently.</summary>
/// <remarks>Variants don't change; <see cref="With(string, double)"/> gives another one.</remarks>
public sealed class Variant
{
    /// <summary>The setting that is <see cref="INetwork.LearningRate"/>.</summary>
    public const string LearningRate = "LearningRate";

    /// <summary>The setting that is the size of batches.</summary>
    public const string BatchSize = "BatchSize";

    /// <summary>The setting that is the number of epochs.</summary>
    public const string Epochs = "Epochs";

    private readonly Func<int, INetwork> _create;
    private readonly Lazy<VariantDeclaration> _declaration;

    private Variant(string name, Func<int, INetwork> create, Lazy<VariantDeclaration> declaration, ImmutableSortedDictionary<string, double> settings)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, _create, _declaration, Settings) = (name, create, declaration, settings);
    }

    /// <summary>What it is called in tables and files.</summary>
    public string Name { get; }

    /// <summary>
    /// The numbers that are set after the network is made: <see cref="LearningRate"/>, <see cref="BatchSize"/>, <see cref="Epochs"/>, and those that the
    /// class declares
    /// <c>Adjustable</c> (<see cref="INetwork.Options"/>).
    /// </summary>
    public ImmutableSortedDictionary<string, double> Settings { get; }

    internal VariantDeclaration Declaration => _declaration.Value;

    /// <summary>A declared network.</summary>
    /// <typeparam name="TNetwork">Its class.</typeparam>
    /// <param name="name">What to call it; the class's name if null.</param>
    public static Variant Of<TNetwork>(string? name = null)
        where TNetwork : class, INetwork<TNetwork> => Of(name ?? typeof(TNetwork).Name, seed => TNetwork.Create(seed));

    /// <summary>A network declared at run time, compiled when the first run needs it: for what differs in structure, such as the number of units.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="network">The declaration.</param>
    public static Variant Of(string name, NetworkBuilder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Lazy<CompiledTopology> compiled = new(network.Compile);
        return Of(name, seed => compiled.Value.Create(seed));
    }

    /// <summary>Any network.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="create">
    /// Makes a network from a seed, a new one each time, the same for the same seed: a rerun knows its results by the declaration and by what is made, its
    /// weights, learning rate and options.
    /// </param>
    public static Variant Of(string name, Func<int, INetwork> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new(name, create, new(() => VariantDeclaration.Of(create(1))), ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));
    }

    /// <summary>The same under another name.</summary>
    /// <param name="name">The name.</param>
    public Variant Named(string name) => new(name, _create, _declaration, Settings);

    /// <summary>
    /// The same declaration for other samples: its input gets their shape, and its last layer with units as many as there are classes (or target values).
    /// It is compiled when the first run needs it; a class is needed for one shape only.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">The network isn't declared, has several inputs, or what is made of it is no right declaration.</exception>
    public Variant FittedTo(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Lazy<Func<int, INetwork>> fitted = new(() => FittedNetwork.Of(_create(1), data) is { } topology ? topology.Create : _create);
        return new(Name, seed => fitted.Value(seed), new(() => VariantDeclaration.Of(fitted.Value(1))), Settings);
    }

    /// <summary>The same with a number set.</summary>
    /// <param name="setting">
    /// <see cref="LearningRate"/>, <see cref="BatchSize"/>, <see cref="Epochs"/>, or a number that the class declares <c>Adjustable</c>.
    /// </param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN, a learning rate below 0 or beyond floats, or a size or number of epochs that isn't whole or below 1.</exception>
    public Variant With(string setting, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(setting);
        if (setting is BatchSize or Epochs && !(value >= 1 && value <= int.MaxValue && value == Math.Floor(value)))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{setting} is a whole number of at least 1.");
        if (double.IsNaN(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{setting} must be a number.");
        if (setting is LearningRate && !(value >= 0 && float.IsFinite((float)value)))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{setting} must be at least 0 and at most a float's 3.4e38.");
        return new(Name, _create, _declaration, Settings.SetItem(setting, value));
    }

    /// <summary>The same with the numbers of a point of a search, which are added to its name.</summary>
    /// <param name="point">The point.</param>
    /// <exception cref="ArgumentException">The point has a choice of names.</exception>
    public Variant With(SearchPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (point.Choices.FirstOrDefault() is { } choice)
        {
            throw new ArgumentException(
                $"'{choice}' is a choice of names, which no number of '{Name}' can be set to; make the network of it: Variant.Of(point.ToString(), "
                    + $"…point.Choice(\"{choice}\")…).", nameof(point));
        }
        Variant variant = this;
        foreach ((string name, double value) in point.Numbers)
            variant = variant.With(name, value);
        return variant.Named($"{Name} {point}");
    }

    /// <summary>Makes the network with its numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">There is no such number, or it may not be set to that.</exception>
    public INetwork Create(int seed)
    {
        INetwork network = Made(seed);
        foreach ((string name, double value) in Settings)
        {
            try
            {
                if (name == LearningRate)
                    network.LearningRate = (float)value;
                else if (name is not (BatchSize or Epochs))
                    network.Options[name] = value;
            }
            catch (Exception e) when (e is KeyNotFoundException or ArgumentOutOfRangeException)
            {
                throw new ArgumentException(
                    $"Variant '{Name}' can't set {name} to {value.ToString(CultureInfo.InvariantCulture)}: {Reason(e)} "
                    + $"Beside these, {LearningRate}, {BatchSize} and {Epochs} can be set.", e);
            }
        }
        return network;
    }

    // The message alone: which argument of the setter it was, and its value, say nothing here.
    private static string Reason(Exception e) => e is ArgumentException { ParamName: not null } ? e.Message.Split(" (Parameter '")[0] : e.Message;

    /// <summary>The network without the settings.</summary>
    internal INetwork Made(int seed) => _create(seed);

    internal int WholeSetting(string name, int otherwise) => Settings.TryGetValue(name, out double value) ? (int)value : otherwise;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
