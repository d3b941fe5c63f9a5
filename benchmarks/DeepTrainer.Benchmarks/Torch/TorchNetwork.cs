using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The same network in libtorch: a list of functions, with copies of the generated network's weights.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Dictionary<string, TorchTensor> tensors = [];
    private readonly INetwork network;
    private readonly List<Func<TorchTensor, TorchTensor>> layers = [];

    public TorchNetwork(Workload workload, INetwork network)
    {
        this.network = network;
        IsStep = workload.Operation == Operation.Step;
        IsTraining = workload.Operation == Operation.Train;
        foreach (Parameter parameter in network.Parameters)
        {
            TorchTensor content = tensor(parameter.ToArray(), [.. parameter.Shape.Select(d => (long)d)]);
            tensors[parameter.Name] = parameter.IsTrained ? new TorchParameter(content, IsTraining) : content;
        }
        foreach (DeclaredLayer layer in DeclaredLayer.Of(workload.Declaration))
            layers.Add(TorchLayers.Make(this, layer));
    }

    public bool IsStep { get; }

    public bool IsTraining { get; }

    /// <summary>What is trained.</summary>
    public IEnumerable<TorchParameter> Trained => tensors.Values.OfType<TorchParameter>();

    public TorchTensor this[string name] => tensors[name];

    /// <summary>A module's own parameter stands for one of the network's, with its content.</summary>
    public void Replace(string name, TorchParameter parameter)
    {
        using (no_grad())
            parameter.copy_(tensors[name]).requires_grad_(IsTraining);
        tensors[name].Dispose();
        tensors[name] = parameter;
    }

    /// <summary>The output, which the caller disposes of.</summary>
    public TorchTensor Forward(TorchTensor input)
    {
        TorchTensor x = input;
        foreach (Func<TorchTensor, TorchTensor> layer in layers)
        {
            TorchTensor y = layer(x);
            if (!ReferenceEquals(x, input))
                x.Dispose();
            x = y;
        }
        return x;
    }

    /// <summary>All weights and what else is kept, in the generated network's order.</summary>
    public IEnumerable<float> Weights() => network.Parameters.SelectMany(p => tensors[p.Name].detach().contiguous().data<float>().ToArray());

    public void Dispose()
    {
        foreach (TorchTensor each in tensors.Values)
            each.Dispose();
    }
}
