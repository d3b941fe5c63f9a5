using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer that the user wrote: a static C# method from tensors to a tensor.</summary>
public sealed class UserLayer() : Layer("Layer", Function, Type, Options)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option Type = new("Type", "");
    private new static readonly Option Options = new("Options", "");

    /// <summary>The function names the layer: "squeezeExcite1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override bool TakesSeveral => true;

    public override bool Takes(int inputs) => inputs > 0;

    /// <summary>Those of the tuple that the function gives, the first of which is the output as well.</summary>
    public override ImmutableArray<string> ResultsOf(NetworkSpec network, ElementSpec spec) =>
        network.TensorFunctions.FirstOrDefault(f => f.Name == TensorFunctionSpec.KeyOf(spec))?.Results.Select(Format.Camel).ToImmutableArray() ?? [];

    public override Node? Build(LayerContext c)
    {
        // Of a declaration with mistakes, of which the names of layers are wanted only, the function may lack.
        if (c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is not { } function)
            return c.Input;
        TensorScope scope = new(c, seesBatch: false, c.Training, c.Input);
        try
        {
            TensorResults results = function.Run(scope, c.Inputs, c.Text(Options));
            if (results.Values.Length != Math.Max(1, function.Results.Count))
                throw new TensorException($"a layer gives one tensor, or a tuple of them, not {Format.Integer(results.Values.Length)}");
            Node[] values = [.. results.Values.Select(scope.Batched).Select(v => v.Shape.Rank > 1 ? v : c.Graph.Reshape(v, Shape.Batched(1)))];
            if (!c.Training && SeesOthers(values, c.Inputs))
                throw new TensorException("what it predicts for one sample would depend on the others of its batch; BatchMean and BatchSize are for "
                    + "training, within if (IsTraining), and for what Update notes");
            foreach ((string name, Node value) in function.Results.Zip(values, (name, value) => (Format.Camel(name), value)))
                c.Results[name] = value;
            return values[0];
        }
        catch (TensorException mistake)
        {
            return c.Report(mistake, Function, function.Signature);
        }
    }

    // Whether values are made of what is combined over the samples of a batch.
    private static bool SeesOthers(IEnumerable<Node> values, IEnumerable<Node> inputs)
    {
        HashSet<Node> seen = [.. inputs];
        Stack<Node> open = new(values);
        while (open.Count > 0)
        {
            Node node = open.Pop();
            if (!seen.Add(node))
                continue;
            bool isCombined = !node.Shape.IsBatched && node.Inputs.Any(i => i.Shape.IsBatched);
            if (isCombined || node.Primitive is Source { Kind: SourceKind.HostScalar, Name: Source.BatchSize })
                return true;
            foreach (Node input in node.Inputs)
                open.Push(input);
        }
        return false;
    }
}
