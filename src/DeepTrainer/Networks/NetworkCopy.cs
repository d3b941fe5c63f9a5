using System.Buffers;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Copies what one network has learned to another: of the same class, of another one with equal layers, or of the generic engine.</summary>
public static class NetworkCopy
{
    private const int MaxProblemsShown = 20;

    /// <summary>A network of its own with the same weights, optimizer state, steps, learning rate and seed.</summary>
    /// <typeparam name="TNetwork">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    public static TNetwork Clone<TNetwork>(this TNetwork network)
        where TNetwork : class, INetwork<TNetwork>
    {
        ArgumentNullException.ThrowIfNull(network);
        TNetwork clone = TNetwork.Create(network.Seed);
        clone.CopyCheckpointFrom(network);
        return clone;
    }

    /// <summary>Takes over all weights and buffers, such as running averages, of a network with parameters of the same names and shapes.</summary>
    /// <param name="network">The network that changes.</param>
    /// <param name="other">Where its weights come from.</param>
    /// <exception cref="ArgumentException">
    /// Names or shapes differ, of which the message has all, or a value is too large for the type that the network keeps; nothing has been
    /// changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network, or trains the other one.</exception>
    public static void CopyFrom(this INetwork network, INetwork other) => CopyFrom(network, other, "*");

    /// <summary>Takes over the weights and buffers whose names fit a pattern; both networks must have the same of them.</summary>
    /// <param name="network">The network that changes.</param>
    /// <param name="other">Where its weights come from.</param>
    /// <param name="names">Patterns of names, separated by commas; * stands for anything: <c>"encoder.*"</c>, <c>"conv*.weight, *.bias"</c>.</param>
    /// <returns>The names of what has been copied.</returns>
    /// <exception cref="ArgumentException">
    /// No name fits, those that do differ in names or shapes, or a value is too large for the type that the network keeps; nothing has been
    /// changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network, or trains the other one.</exception>
    public static IReadOnlyList<string> CopyFrom(this INetwork network, INetwork other, string names)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentException.ThrowIfNullOrWhiteSpace(names);
        (Parameter Own, Parameter Other)[] pairs = Pairs(network, other, network.Parameters, other.Parameters, names);
        if (ReferenceEquals(network, other))
            return Array.ConvertAll(pairs, p => p.Own.Name);
        using GuardedCall reading = GuardedCall.Read(other, Use.Save);
        using GuardedCall change = GuardedCall.Change(network, Use.CopyFrom);
        Copy(network, other, pairs);
        TrainingState.Replace(network, null, null);
        return Array.ConvertAll(pairs, p => p.Own.Name);
    }

    /// <summary>
    /// Moves trained weights a share of their way to those of a network with parameters of the same names and shapes, w ← w + share · (other − w), and takes over what
    /// is kept besides, such as running averages: a target network, or an average of weights over steps.
    /// </summary>
    /// <param name="network">The network that changes.</param>
    /// <param name="other">Whose weights it follows.</param>
    /// <param name="share">From 0 (nothing changes) to 1 (as <see cref="CopyFrom(INetwork, INetwork, string)"/>): PyTorch's <c>lerp_</c>, Polyak averaging with 1 − share.</param>
    /// <param name="names">Patterns of names, separated by commas; all of them by default.</param>
    /// <exception cref="ArgumentException">
    /// No name fits, those that do differ in names or shapes, or a value is too large for the type that the network keeps; nothing has been
    /// changed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is no number from 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network, or trains the other one.</exception>
    public static void MoveTowards(this INetwork network, INetwork other, float share, string names = "*")
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentException.ThrowIfNullOrWhiteSpace(names);
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of the way must be a number from 0 to 1.");
        (Parameter Own, Parameter Other)[] pairs = Pairs(network, other, network.Parameters, other.Parameters, names);
        if (ReferenceEquals(network, other) || share == 0)
            return;
        using GuardedCall reading = GuardedCall.Read(other, Use.Save);
        using GuardedCall change = GuardedCall.Change(network, Use.CopyFrom);
        if (share == 1)
        {
            Copy(network, other, pairs);
            TrainingState.Replace(network, null, null);
            return;
        }
        float[] values = ArrayPool<float>.Shared.Rent(2 * pairs.Max(p => p.Own.Length));
        Check(network, other, pairs, values);
        foreach ((Parameter own, Parameter theirs) in pairs)
        {
            Span<float> to = values.AsSpan(0, own.Length), from = values.AsSpan(own.Length, own.Length);
            theirs.CopyTo(to);
            if (own.IsTrained)
            {
                own.CopyTo(from);
                // From the nearer end, as PyTorch has it: what is left of rounding is small there.
                for (int i = 0; i < to.Length; i++)
                    to[i] = share < 0.5f ? from[i] + (share * (to[i] - from[i])) : to[i] - ((to[i] - from[i]) * (1 - share));
            }
            own.CopyFrom(to);
        }
        ArrayPool<float>.Shared.Return(values);
        TrainingState.Replace(network, null, null);
    }

    /// <summary>
    /// Takes over all that training goes on from, as a checkpoint holds it: weights, buffers, the optimizer's state, steps, learning rate and seed. What
    /// <see cref="Trainer{TNetwork}.Fit"/> would resume stays behind.
    /// </summary>
    /// <param name="network">The network that changes.</param>
    /// <param name="other">Where all comes from; it may be of the generic engine.</param>
    /// <exception cref="ArgumentException">Names or shapes differ, or a value is too large for the type that the network keeps; nothing has been changed.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network, or trains the other one.</exception>
    public static void CopyCheckpointFrom(this INetwork network, INetwork other)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(other);
        (Parameter Own, Parameter Other)[] pairs =
        [
            .. Pairs(network, other, network.Parameters, other.Parameters, "*"), .. Pairs(network, other, network.OptimizerState, other.OptimizerState, "*", mayBeEmpty: true),
        ];
        if (ReferenceEquals(network, other))
            return;
        (string Name, double Value)[] options = [.. network.Options.Names.Intersect(other.Options.Names).Select(name => (name, other.Options[name]))];
        foreach ((string name, double value) in options)
        {
            if (!network.Options.Takes(name, value, out string range))
                throw new ArgumentException($"'{other.Info.Name}' has {value} for '{name}', which must be {range} in '{network.Info.Name}'.", nameof(other));
        }
        using GuardedCall reading = GuardedCall.Read(other, Use.SaveCheckpoint);
        using GuardedCall change = GuardedCall.Change(network, Use.CopyFrom);
        Copy(network, other, pairs);
        // while a schedule is at work, the rate that it starts from
        (network.Steps, network.LearningRate, network.Seed) = (other.Steps, TrainingState.Find(other)?.OwnRate ?? other.LearningRate, other.Seed);
        foreach ((string name, double value) in options)
            network.Options[name] = value;
        if (NetworkMetadata.Of(other) is var metadata && metadata != NetworkMetadata.None)
            NetworkMetadata.Set(network, metadata);
        TrainingState.Replace(network, null, null);
    }

    private static void Copy(INetwork network, INetwork other, (Parameter Own, Parameter Other)[] pairs)
    {
        float[] values = new float[pairs.Max(p => p.Own.Length)];
        Check(network, other, pairs, values);
        foreach ((Parameter own, Parameter theirs) in pairs)
        {
            if (own.TryCopyFrom(theirs))
                continue;
            theirs.CopyTo(values.AsSpan(0, own.Length));
            own.CopyFrom(values.AsSpan(0, own.Length));
        }
    }

    // What can't be taken over must be known before anything changes.
    private static void Check(INetwork network, INetwork other, (Parameter Own, Parameter Other)[] pairs, float[] values)
    {
        foreach ((Parameter own, Parameter theirs) in pairs.Where(p => p.Own.Narrow is not null))
        {
            theirs.CopyTo(values.AsSpan(0, own.Length));
            if (own.Narrow!.TooLarge(values.AsSpan(0, own.Length)) is { } value)
                throw new ArgumentException($"'{network.Info.Name}' can't take over the weights of '{other.Info.Name}': {own.TooLarge(value)}.", nameof(other));
        }
    }

    private static (Parameter Own, Parameter Other)[] Pairs(
        INetwork network, INetwork other, IReadOnlyList<Parameter> own, IReadOnlyList<Parameter> others, string names, bool mayBeEmpty = false)
    {
        Dictionary<string, Parameter> theirs = others.Where(p => NamePattern.Matches(names, p.Name)).ToDictionary(p => p.Name);
        List<(Parameter, Parameter)> pairs = [];
        List<string> problems = [];
        foreach (Parameter parameter in own.Where(p => NamePattern.Matches(names, p.Name)))
        {
            if (!theirs.Remove(parameter.Name, out Parameter? same))
                problems.Add($"'{other.Info.Name}' has no '{parameter.Name}' {LayerInfo.Text(parameter.Shape.AsSpan())}");
            else if (!same.Shape.AsSpan().SequenceEqual(parameter.Shape.AsSpan()))
                problems.Add($"'{parameter.Name}' is {LayerInfo.Text(same.Shape.AsSpan())} there but {LayerInfo.Text(parameter.Shape.AsSpan())} here");
            else
                pairs.Add((parameter, same));
        }
        problems.AddRange(theirs.Values.Select(p => $"'{network.Info.Name}' has no '{p.Name}' {LayerInfo.Text(p.Shape.AsSpan())}"));
        if (problems.Count > 0)
        {
            string more = problems.Count > MaxProblemsShown ? $"\n  and {problems.Count - MaxProblemsShown} more" : "";
            throw new ArgumentException(
                $"'{network.Info.Name}' can't take over '{names}' of '{other.Info.Name}':\n  {string.Join("\n  ", problems.Take(MaxProblemsShown))}{more}\n"
                + "Copy what both have, by a pattern of names such as \"encoder.*\".", nameof(other));
        }
        if (pairs.Count == 0 && !mayBeEmpty)
        {
            throw new ArgumentException(
                $"No parameter of '{network.Info.Name}' fits '{names}'; there are {string.Join(", ", own.Take(MaxProblemsShown).Select(p => $"'{p.Name}'"))}.", nameof(names));
        }
        return [.. pairs];
    }
}
