using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>
/// Numbers of a network's losses and optimizers that can be changed while it is trained: those that <see cref="NetworkAttribute.Adjustable"/> names.
/// The next call takes them as they are then; checkpoints hold them.
/// </summary>
/// <example><code>network.Options["kl.Weight"] = Math.Min(1, network.Steps / 1000.0);</code></example>
public sealed unsafe class NetworkOptions
{
    private readonly string _network;
    private readonly string[] _names;
    private readonly AdjustableNumber[] _numbers;
    private readonly double[] _values;

    /// <summary>Makes the options of a network.</summary>
    /// <param name="network">Its name, for messages.</param>
    /// <param name="numbers">What can be changed.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NetworkOptions(string network, ReadOnlySpan<AdjustableNumber> numbers)
    {
        (_network, _numbers) = (network, numbers.ToArray());
        _names = Array.ConvertAll(_numbers, n => n.Name);
        _values = GC.AllocateArray<double>(Math.Max(1, numbers.Length), pinned: true);
        for (int i = 0; i < numbers.Length; i++)
            _values[i] = numbers[i].Initial;
    }

    /// <summary>What they are called: <c>"kl.Weight"</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What can be changed, with what each was at first and in what range it must stay.</summary>
    public IReadOnlyList<AdjustableNumber> Numbers => _numbers;

    /// <summary>A number, by its name or by the part of it behind the last dot where only one has that.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such number that can be changed, or several have that part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is set to what the declaration wouldn't take.</exception>
    public double this[string name]
    {
        get => _values[IndexOf(name)];
        set
        {
            int index = IndexOf(name);
            if (!_numbers[index].Takes(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"'{_names[index]}' of '{_network}' must be {_numbers[index].Range}.");
            _values[index] = value;
        }
    }

    /// <summary>The first number, for generated code; valid as long as this lives.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is a pointer.")]
    public double* Pointer => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));

    internal static NetworkOptions None(string network) => new(network, []);

    /// <summary>Whether a number may be set.</summary>
    internal bool Takes(string name, double value, out string range)
    {
        AdjustableNumber number = _numbers[IndexOf(name)];
        range = number.Range;
        return number.Takes(value);
    }

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int index = Array.IndexOf(_names, name);
        if (index >= 0)
            return index;
        string[] fitting = Array.FindAll(_names, n => n.EndsWith("." + name, StringComparison.Ordinal));
        if (fitting.Length == 1)
            return Array.IndexOf(_names, fitting[0]);
        throw new KeyNotFoundException(
            $"'{_network}' has {(fitting.Length > 1 ? $"{fitting.Length} numbers '{name}'" : $"no number '{name}' that can be changed")}: "
            + (_names.Length == 0 ? "it declares none; name them in [Network(Adjustable = \"mse1.Weight, Adam.WeightDecay\")]."
                : $"there are {string.Join(", ", _names.Select(n => $"'{n}'"))}. [Network(Adjustable = \"…\")] names them."));
    }
}

/// <summary>A number of a network that can be changed while it is trained.</summary>
/// <param name="Name">What it is called: <c>"kl.Weight"</c>.</param>
/// <param name="Initial">What it is at first: what the declaration says.</param>
/// <param name="Min">The least that it may be.</param>
/// <param name="Max">The most that it may be.</param>
/// <param name="Range">The same in words: "0 or more".</param>
public sealed record AdjustableNumber(string Name, double Initial, double Min, double Max, string Range)
{
    internal bool Takes(double value) => value >= Min && value <= Max && float.IsFinite((float)value);
}
