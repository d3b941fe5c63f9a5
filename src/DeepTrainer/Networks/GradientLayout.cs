using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Where each trained parameter's gradient lies in the memory that <see cref="IGradientNetwork"/>'s methods fill.</summary>
/// <example>
/// <code>
/// GradientLayout layout = new(network);
/// float[] gradients = new float[network.GradientSize];
/// float loss = network.Gradients(inputs, targets, gradients, []);
/// Span&lt;float&gt; first = layout.Of("dense1.weight", gradients);     // [out, in], row by row
/// </code>
/// </example>
public sealed class GradientLayout
{
    private readonly Dictionary<string, (int Offset, Parameter Parameter)> _places = [];

    /// <summary>The layout of a network's gradients.</summary>
    /// <param name="network">The network.</param>
    public GradientLayout(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (Parameter parameter in network.Parameters.Where(p => p.IsTrained))
        {
            _places[parameter.Name] = (Size, parameter);
            Size += parameter.Length;
        }
        Names = [.. network.Parameters.Where(p => p.IsTrained).Select(p => p.Name)];
    }

    /// <summary>The floats of all gradients.</summary>
    public int Size { get; }

    /// <summary>The trained parameters' names, in order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Where a parameter's gradient begins.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">The network trains no such parameter.</exception>
    public int OffsetOf(string parameter) => Place(parameter).Offset;

    /// <summary>The shape of a parameter and of its gradient.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">The network trains no such parameter.</exception>
    public ImmutableArray<int> ShapeOf(string parameter) => Place(parameter).Parameter.Shape;

    /// <summary>A parameter's part of all gradients, row by row.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="gradients">All gradients, <see cref="Size"/> floats.</param>
    /// <exception cref="ArgumentException">The network trains no such parameter, or the gradients are of another size.</exception>
    public Span<float> Of(string parameter, Span<float> gradients)
    {
        (int offset, Parameter of) = Place(parameter);
        if (gradients.Length != Size)
            throw new ArgumentException($"The gradients of all {Names.Length} trained parameters have {Size} floats, but {gradients.Length} were given.", nameof(gradients));
        return gradients.Slice(offset, of.Length);
    }

    private (int Offset, Parameter Parameter) Place(string parameter) => _places.TryGetValue(parameter, out (int, Parameter) place) ? place
        : throw new ArgumentException($"There is no trained parameter '{parameter}', but {string.Join(", ", Names.Select(n => $"'{n}'"))}.", nameof(parameter));
}
