using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>A network of the sweep.</summary>
/// <param name="Name">Its shape, for people.</param>
/// <param name="Model">The network; its class is called by a number.</param>
/// <param name="Series">The series in which neighbours differ by one in one size; none for a random network.</param>
internal sealed record Topology(string Name, NetworkModel Model, string? Series = null);

/// <summary>A network while it is put together, with its name in words.</summary>
internal sealed class Draft
{
    private readonly NetworkBuilder network;
    private readonly List<string> words = [];

    public Draft(int number, params int[] input)
    {
        network = new NetworkBuilder($"Net{number}").Input(input);
        words.Add(string.Join('x', input));
        Image = input.Length == 3 ? input[1] : 0;
    }

    /// <summary>The height and width so far; 0 for a vector.</summary>
    public int Image { get; private set; }

    public Draft Dense(int units)
    {
        network.Dense(units);
        return Say($"{units}");
    }

    public Draft Conv(int channels, int kernel, int stride, int padding, bool bias = true)
    {
        network.Conv2D(channels, [kernel], stride: stride, padding: padding, bias: bias);
        Image = ((Image + (2 * padding) - kernel) / stride) + 1;
        return Say($"conv{channels}k{kernel}" + (stride > 1 ? $"s{stride}" : "") + (padding > 0 ? $"p{padding}" : ""));
    }

    public Draft BatchNorm()
    {
        network.BatchNorm();
        return Say("bn");
    }

    public Draft Pool(bool max)
    {
        if (max)
            network.MaxPool2D([2]);
        else
            network.AvgPool2D([2]);
        Image /= 2;
        return Say(max ? "max2" : "avg2");
    }

    public Draft Vector(bool mean)
    {
        if (mean)
            network.GlobalAvgPool();
        else
            network.Flatten();
        return Say(mean ? "mean" : "flat");
    }

    public Draft Activate((string Name, Func<NetworkBuilder, NetworkBuilder> Add) activation)
    {
        activation.Add(network);
        return Say(activation.Name);
    }

    // The epsilon keeps Adam from making large steps of gradients that are nothing but rounding, in which contenders differ.
    public Topology Finish(string? series = null) =>
        new((series is null ? "" : "series ") + string.Join(' ', words), network.Mse().Adam(1e-3, epsilon: 0.01).ToModel(), series);

    private Draft Say(string word)
    {
        words.Add(word);
        return this;
    }
}
