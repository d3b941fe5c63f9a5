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
    private readonly double[] _values;

    /// <summary>Makes the options of a network.</summary>
    /// <param name="network">Its name, for messages.</param>
    /// <param name="names">What they are called.</param>
    /// <param name="values">What they are at first.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NetworkOptions(string network, ReadOnlySpan<string> names, ReadOnlySpan<double> values)
    {
        (_network, _names) = (network, names.ToArray());
        _values = GC.AllocateArray<double>(Math.Max(1, names.Length), pinned: true);
        values.CopyTo(_values);
    }

    /// <summary>What they are called: <c>"kl.Weight"</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>A number, by its name or by the part of it behind the last dot where only one has that.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such number that can be changed, or several have that part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is set to what is no finite number.</exception>
    public double this[string name]
    {
        get => _values[IndexOf(name)];
        set
        {
            int index = IndexOf(name);
            if (!float.IsFinite((float)value))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"'{_names[index]}' of '{_network}' must be a finite number.");
            _values[index] = value;
        }
    }

    /// <summary>The first number, for generated code; valid as long as this lives.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is a pointer.")]
    public double* Pointer => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));

    internal static NetworkOptions None(string network) => new(network, [], []);

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
