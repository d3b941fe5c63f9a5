using System.Collections.Immutable;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>What libtorch computes of some values; the result is disposed of by whoever asked for it.</summary>
internal delegate TorchTensor TorchFunction(TorchTensor[] x);

/// <summary>
/// A network's prediction as calls of libtorch, one after another: of layers that are known (<see cref="TorchLayers"/>) as their functions, of everything else as those
/// of the graph's primitives. In training the same, since layers know what they do then, and libtorch the gradients.
/// </summary>
internal sealed class TorchProgram : IDisposable
{
    /// <summary>A function, the places of what it takes, where its result goes, and the places that nobody needs afterwards.</summary>
    private sealed record Call(TorchFunction Function, int[] Takes, int Gives)
    {
        public TorchTensor[] Arguments { get; } = new TorchTensor[Takes.Length];

        public int[] Ends { get; set; } = [];
    }

    private readonly TorchNetwork network;
    private readonly NetworkModel model;
    private readonly ILookup<Node, LayerPart> parts;
    private readonly TorchPrimitives primitives;
    private readonly Dictionary<Node, int> places = [];
    private readonly List<Call> calls = [];
    // What is the same in every call: parameters, and what is computed of none of them and no sample.
    private readonly Dictionary<int, TorchTensor> given = [];
    private readonly List<TorchTensor> constants = [];
    private readonly TorchTensor[] values;
    private readonly int output;

    public TorchProgram(TorchNetwork network, NetworkModel model)
    {
        (this.network, this.model, primitives) = (network, model, new(network));
        parts = model.LayerParts.ToLookup(part => part.Output);
        foreach (Node input in model.InputNodes)
            places[input] = places.Count;
        output = Place(model.OutputNodes.Single());
        values = new TorchTensor[places.Count];
        foreach ((int place, TorchTensor value) in given)
            values[place] = value;
        for (int place = model.InputNodes.Length; place < values.Length; place++)
        {
            if (place != output && calls.FindLast(call => call.Takes.Contains(place)) is { } last && !given.ContainsKey(place))
                last.Ends = [.. last.Ends, place];
        }
    }

    /// <summary>The prediction of a batch, which the caller disposes of.</summary>
    public TorchTensor Run(TorchTensor[] inputs)
    {
        inputs.CopyTo(values, 0);
        foreach (Call call in calls)
        {
            for (int i = 0; i < call.Takes.Length; i++)
                call.Arguments[i] = values[call.Takes[i]];
            values[call.Gives] = call.Function(call.Arguments);
            foreach (int place in call.Ends)
                values[place].Dispose();
        }
        return values[output];
    }

    public void Dispose()
    {
        foreach (TorchTensor constant in constants)
            constant.Dispose();
    }

    // Where a value is, after whatever computes it.
    private int Place(Node node)
    {
        if (places.TryGetValue(node, out int place))
            return place;
        if (primitives.Given(node) is { } parameter)
            return Give(node, parameter);
        (TorchFunction function, ImmutableArray<Node> inputs) = StepOf(node);
        int[] takes = [.. inputs.Select(Place)];
        if (takes.All(t => given.TryGetValue(t, out TorchTensor? value) && constants.Contains(value)))
        {
            constants.Add(function([.. takes.Select(t => given[t])]));
            return Give(node, constants[^1]);
        }
        places[node] = place = places.Count;
        calls.Add(new(function, takes, place));
        return place;
    }

    private int Give(Node node, TorchTensor value)
    {
        int place = places.Count;
        places[node] = place;
        given[place] = value;
        return place;
    }

    private TorchStep StepOf(Node node)
    {
        TorchStep step = LayerOf(node) is not { } layer ? node.Primitive.Accept(primitives, node)
            : BagOf(layer) ?? new(TorchLayers.Make(network, DeclaredLayer.Of(layer)), layer.Inputs);
        foreach (LayerPart dropout in parts[node].Where(part => part.Spec.Kind == "Dropout" && network.IsTraining))
        {
            double probability = dropout.Spec.Number("Probability");
            if (probability > 0)
                step = step with { Function = Dropped(step.Function, probability) };
        }
        return step;
    }

    // A layer that changes nothing in a prediction gives what it takes.
    private LayerPart? LayerOf(Node node) => parts[node].LastOrDefault(part => TorchLayers.Know(part) && part.Inputs.All(input => input.Id < node.Id));

    // The mean of a table's rows, of which nothing else is wanted, is one function: faster in training, and slower for one sample than two.
    private TorchStep? BagOf(LayerPart mean) =>
        network.IsTraining && LayerOf(mean.Inputs[0]) is { } table && model.Inference.Nodes.Count(n => n.Inputs.Contains(table.Output)) == 1
            && TorchLayers.Bag(network, DeclaredLayer.Of(table), DeclaredLayer.Of(mean)) is { } function
            ? new(function, table.Inputs) : null;

    private TorchFunction Dropped(TorchFunction function, double probability)
    {
        network.DropsOut = true;
        return x =>
        {
            using TorchTensor whole = function(x);
            return nn.functional.dropout(whole, probability);
        };
    }
}
