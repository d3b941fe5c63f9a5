using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Declarations;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The same network in libtorch, with copies of the generated network's weights.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Dictionary<string, TorchTensor> tensors = [];
    private readonly INetwork network;
    private readonly TorchProgram program;

    public TorchNetwork(Workload workload, INetwork network)
    {
        this.network = network;
        IsStep = workload.Operation == Operation.Step;
        IsTraining = workload.Operation == Operation.Train;
        NetworkModel model = Build.Prediction(DeclarationReader.Read(workload.Declaration));
        foreach (Parameter parameter in network.Parameters)
        {
            TorchTensor content = tensor(parameter.ToArray(), Wide(parameter.Shape));
            tensors[parameter.Name] = parameter.IsTrained ? new TorchParameter(content, IsTraining) : content;
        }
        foreach (ConstantSpec constant in model.Constants)
            tensors[constant.Name] = tensor([.. constant.Values.Select(v => (float)v)], Wide(constant.Shape.Dimensions));
        program = new(this, model);
    }

    public bool IsStep { get; }

    public bool IsTraining { get; }

    /// <summary>Whether training leaves out what a random number decides, so that no two libraries compute the same.</summary>
    public bool DropsOut { get; set; }

    /// <summary>What is trained.</summary>
    public IEnumerable<TorchParameter> Trained => tensors.Values.OfType<TorchParameter>();

    public TorchTensor this[string name] => tensors[name];

    /// <summary>The rest of the names of a layer's tensors, behind its own and a dot.</summary>
    public IEnumerable<string> NamesOf(string layer) =>
        tensors.Keys.Where(name => name.StartsWith(layer + ".", StringComparison.Ordinal)).Select(name => name[(layer.Length + 1)..]);

    /// <summary>A module's own parameter stands for one of the network's, with its content.</summary>
    public void Replace(string name, TorchParameter parameter)
    {
        using (no_grad())
            parameter.copy_(tensors[name]).requires_grad_(IsTraining);
        tensors[name].Dispose();
        tensors[name] = parameter;
    }

    /// <summary>The output, which the caller disposes of.</summary>
    public TorchTensor Forward(TorchTensor[] inputs) => program.Run(inputs);

    /// <summary>All weights and what else is kept, in the generated network's order.</summary>
    public IEnumerable<float> Weights() => network.Parameters.SelectMany(p => tensors[p.Name].detach().contiguous().data<float>().ToArray());

    public void Dispose()
    {
        program.Dispose();
        foreach (TorchTensor each in tensors.Values)
            each.Dispose();
    }

    private static long[] Wide(IEnumerable<int> shape) => [.. shape.Select(extent => (long)extent)];
}
