using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DeepTrainer;

/// <summary>What must be the same on all ranks before they train together, each under the name that a message has for it.</summary>
internal static class RankFacts
{
    /// <summary>Of a network: its class, its numbers and all that a step goes on from.</summary>
    public static IEnumerable<(string Name, string Value)> Of(INetwork network)
    {
        string options = string.Join(", ", network.Options.Names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} = {network.Options[name]:R}")));
        return
        [
            ("network", $"{network.Info.Name} with {network.Parameters.Sum(p => (long)p.Length)} weights"),
            ("Steps", Text(network.Steps)), ("LearningRate", network.LearningRate.ToString("R", CultureInfo.InvariantCulture)), ("Seed", Text(network.Seed)), ("Options", options),
            ("weights", HashOf(network.Parameters)), ("optimizer state", HashOf(network.OptimizerState)),
        ];
    }

    /// <summary>Of what training was asked for.</summary>
    public static IEnumerable<(string Name, string Value)> Of(RunOptions options, RunState state, TrainingState training) =>
    [
        ("epochs", Text(options.Epochs)), ("batchSize", Text(options.BatchSize)), ("seed", Text(state.Seed)), ("MicroBatchSize", Text(options.MicroBatchSize ?? 0)),
        ("stepsPerEpoch", Text(options.StepsPerEpoch ?? 0)), ("place to go on from", string.Create(CultureInfo.InvariantCulture, $"epoch {state.Epoch}, batch {state.Batch}")),
        ("orders of samples so far", Text(training.Order is { } order && order.Seed == state.Seed && order.Samples == state.Samples ? order.Drawn : 0)),
        ("Metrics", options.Metrics.Count == 0 ? "none" : string.Join(", ", options.Metrics.Select(metric => metric.Name))),
        ("MeasureTrainAccuracy", options.MeasureTrainAccuracy ? "true" : "false"),
        ("training samples", Of(options.Train)), ("validation samples", options.Validation is null ? "none" : Of(options.Validation)),
    ];

    /// <summary>A number that other values would hardly have.</summary>
    public static string HashOf(IEnumerable<Parameter> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter parameter in parameters)
            hash.AppendData(MemoryMarshal.AsBytes<float>(parameter.ToArray()));
        return TextOf(hash);
    }

    private static string Of(IBatchSource source)
    {
        string count = source.Count is { } known ? Text(known) : "any number";
        if (source is not Dataset data)
            return count;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(data.All.Inputs));
        hash.AppendData(MemoryMarshal.AsBytes(data.All.Labels));
        hash.AppendData(MemoryMarshal.AsBytes(data.All.Targets));
        return $"{count}, {TextOf(hash)}";
    }

    private static string TextOf(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text of a rank as a message of a fixed length; of what doesn't fit there is a hash, so that texts that differ remain different.</summary>
    public static byte[] Message(string text)
    {
        byte[] whole = Encoding.UTF8.GetBytes(text), message = new byte[MessageSize];
        whole.AsSpan(0, Math.Min(whole.Length, MessageSize)).CopyTo(message);
        if (whole.Length > MessageSize)
            Encoding.UTF8.GetBytes($"… {Convert.ToHexStringLower(SHA256.HashData(whole))}").CopyTo(message.AsSpan(MessageSize - 68));
        return message;
    }

    /// <summary>The text of a message.</summary>
    public static string TextOf(ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(message[..(message.IndexOf((byte)0) is var end and >= 0 ? end : message.Length)]);

    private const int MessageSize = 4096;
}
