using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DeepTrainer.Lab;

/// <summary>Hashes by which results know what they are of: 16 hexadecimal digits that other contents would hardly have.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Of a text.</summary>
    public static string Of(string text)
    {
        using Fingerprint hash = new();
        return hash.Add(Encoding.UTF8.GetBytes(text)).ToString();
    }

    /// <summary>Of weights.</summary>
    public static string Of(IEnumerable<Parameter> parameters)
    {
        using Fingerprint hash = new();
        foreach (Parameter parameter in parameters)
            hash.Add<float>(parameter.ToArray());
        return hash.ToString();
    }

    /// <summary>Of a network as it was made: its numbers and weights.</summary>
    public static string Of(INetwork network)
    {
        string options = string.Join('\n', network.Options.Names.Select(name => FormattableString.Invariant($"{name} {network.Options[name]:R}")));
        return Of(FormattableString.Invariant($"{network.LearningRate:R}\n{options}\n{Of(network.Parameters)}"));
    }

    /// <summary>Of samples, with their shapes and the names of their classes.</summary>
    public static string Of(params Dataset[] parts)
    {
        using Fingerprint hash = new();
        foreach (Dataset part in parts)
        {
            string sizes = $"[{string.Join(',', part.InputShape)}] [{string.Join(',', part.TargetShape)}] {part.Count} {part.IgnoredLabel}";
            hash.Add(Encoding.UTF8.GetBytes($"{sizes} {string.Join('\n', part.ClassNames)}\0")).Add(part.Inputs).Add(part.Labels).Add(part.Targets);
        }
        return hash.ToString();
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>The digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash())[..16];

    private Fingerprint Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        _hash.AppendData(MemoryMarshal.AsBytes(values));
        return this;
    }

    private Fingerprint Add(byte[] bytes) => Add<byte>(bytes);
}
