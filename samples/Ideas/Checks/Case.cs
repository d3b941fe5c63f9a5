using DeepTrainer.Engine;
using Samples.Reference;

namespace Samples.Checks;

/// <summary>What a reference is given: inputs and parameters. In a layer an input is that of one sample, in a loss axis 0 is the batch.</summary>
internal sealed class Given(IReadOnlyList<Grid> inputs, IReadOnlyDictionary<string, Grid> parameters, Grid? target = null)
{
    /// <summary>An input.</summary>
    public Grid this[int input] => inputs[input];

    /// <summary>A parameter of the idea by its own name, or of another layer by its full one.</summary>
    public Grid this[string parameter] => parameters.TryGetValue($"idea.{parameter}", out Grid? own) ? own : parameters[parameter];

    public Grid Target => target!;

    /// <summary>x·Wᵀ + b with the weights of a dense layer, for a vector or for each row.</summary>
    public Grid Dense(string name, Grid x, bool bias = true) => x.Shape.Length == 1 ? Plain.Dense(x, this[$"{name}.weight"], bias ? this[$"{name}.bias"] : null)
        : Plain.DenseRows(x, this[$"{name}.weight"], bias ? this[$"{name}.bias"] : null);

    /// <summary>A convolution of an image with the weights of a layer.</summary>
    public Grid Conv2D(string name, Grid x, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true) =>
        Plain.Conv2D(x, this[$"{name}.weight"], bias ? this[$"{name}.bias"] : null, stride, padding, dilation, groups);
}

/// <summary>An idea with the small network that it is tried in, and what it should give.</summary>
/// <param name="Idea">The method.</param>
/// <param name="Inputs">The shapes of a sample's inputs.</param>
/// <param name="Network">Its network, with a loss and no optimizer.</param>
internal abstract record Case(Delegate Idea, int[][] Inputs, Func<NetworkBuilder> Network)
{
    public string Name => Idea.Method.Name;

    /// <summary>Of weights and samples; another one moves samples away from kinks.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>A layer, judged by the mean squared error.</summary>
internal sealed record LayerCase(Delegate Idea, int[][] Inputs, Func<NetworkBuilder> Network, Func<Given, Grid> Expected) : Case(Idea, Inputs, Network)
{
    /// <summary>
    /// For ideas that say themselves what their gradients are, which differences of values can't see: from the gradient of a sample's output those
    /// of its input ("input") and of parameters ("idea.weight").
    /// </summary>
    public Func<Given, Grid, Dictionary<string, Grid>>? Gradients { get; init; }

    public static LayerCase Of(Delegate idea, int[] input, Func<Given, Grid> expected, string options = "") => Of(idea, [input], expected, options);

    public static LayerCase Of(Delegate idea, int[][] inputs, Func<Given, Grid> expected, string options = "")
    {
        return new(idea, inputs, Network, expected);

        NetworkBuilder Network()
        {
            NetworkBuilder network = new(idea.Method.Name);
            for (int i = 0; i < inputs.Length; i++)
                network.InputNamed($"input{i}", inputs[i]);
            return network.Layer(idea, options, name: "idea", from: string.Join(", ", inputs.Select((_, i) => $"input{i}"))).Mse().Sgd();
        }
    }
}

/// <summary>A loss, of inputs as they are or of layers.</summary>
internal sealed record LossCase(Delegate Idea, int[][] Inputs, Func<NetworkBuilder> Network, Func<Given, double> Expected) : Case(Idea, Inputs, Network)
{
    /// <summary>For losses that stop gradients: the gradient of each input [N, …].</summary>
    public Func<Given, Grid[]>? Gradients { get; init; }

    public static LossCase Of(Delegate idea, int[][] inputs, Func<Given, double> expected, TargetKind kind = TargetKind.Values, string options = "")
    {
        return new(idea, inputs, Network, expected);

        NetworkBuilder Network()
        {
            NetworkBuilder network = new(idea.Method.Name);
            for (int i = 0; i < inputs.Length; i++)
                network.InputNamed($"input{i}", inputs[i]);
            for (int i = 0; i < inputs.Length; i++)
                network.Layer(Same, name: $"given{i}", from: $"input{i}");
            return network.Loss(idea, options, kind, string.Join(", ", inputs.Select((_, i) => $"given{i}"))).Sgd();
        }
    }

    /// <summary>A layer that leaves an input as it is, for losses judge layers only.</summary>
    internal static Tensor Same(Tensor x) => x * 1;
}
