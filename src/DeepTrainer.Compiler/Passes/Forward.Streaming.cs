using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <content>
/// One time step of a network. Layers with a form for streams build that. All others are built as ever, on one step: that is the same
/// where each step of what they build on all steps depends on its own step alone.
/// </content>
internal sealed partial class Forward
{
    private readonly Forward? whole;
    private readonly Dictionary<string, TimeLabel> times = [];
    private readonly List<CarrySpec> carries = [];
    private readonly List<(Node Target, Node Value)> kept = [];
    private HashSet<string>? leading;
    private readonly List<int> limits = [];

    /// <summary>Whether the network takes single time steps: whether an input has a time dimension.</summary>
    public static bool HasTime(NetworkSpec spec) => Names.OfInputs(spec).Any(i => Layers.Input.TimeOf(spec.Elements[i.Element]) is not null);

    /// <summary>One step of the network; none after a report. <paramref name="whole"/> is the network on all steps, without a mistake.</summary>
    public static StreamingModel? Streaming(NetworkSpec spec, Forward whole, List<Problem> problems)
    {
        if (!HasTime(spec))
            return null;
        Forward step = new(spec, training: false, problems, whole, whole.Builder.Rewrites);
        foreach ((int element, string name) in Names.OfInputs(spec))
            step.times[name] = Layers.Input.TimeOf(spec.Elements[element]) is { } time ? TimeLabel.Along(time) : TimeLabel.Constant;
        if (!step.BuildLayers())
            return null;
        step.BuildOutput();
        StreamingModel model = new(new Graph([(Graph.Prediction, step.Output!)], [.. step.kept]), [.. step.carries.OrderBy(c => c.IsRing)],
            step.Inputs, step.Outputs, step.limits.Count > 0 ? step.limits.Min() : null)
        {
            Constants = [.. step.Builder.Constants],
            WarmupSteps = step.Outputs.Max(o => step.times[o.Name].Warmup),
        };
        if (model.StateSize > StreamingModel.MaxStateValues)
        {
            problems.Add(new(ProblemKinds.TooLarge, Problem.TheClass, null,
                [spec.Name, Format.Grouped(model.StateSize), "values from one time step to the next", Format.Grouped(StreamingModel.MaxStateValues)]));
        }
        return model;
    }

    // One step of an input; what has no time is the same at all steps, and given with each.
    private Shape InputShape(ElementSpec input)
    {
        Shape shape = Shape.Of(Layers.Input.ExtentsOf(input));
        return whole is not null && Layers.Input.TimeOf(input) is { } time ? shape.With(time - 1, 1) : shape;
    }

    // What leads to no output has no step, though a loss may judge it.
    private bool IsLeftOut(string layer)
    {
        if (whole is null)
            return false;
        if (leading is null)
        {
            leading = [.. Names.OfOutputs(spec).Select(GiverOf)];
            foreach (var above in Enumerable.Reverse(whole.layers).Where(l => leading.Contains(l.Name)))
                leading.UnionWith(above.From.Select(GiverOf));
        }
        return !leading.Contains(layer);
    }

    private Node? BuildStep(Layer layer, LayerContext context, ImmutableArray<string> from)
    {
        ImmutableArray<TimeLabel> labels = [.. from.Select(f => times[f])];
        ImmutableArray<Shape> shapes = [.. from.Select(f => whole!.outputs[f].Shape)];
        if (layer.TakesNone)
        {
            times[context.Name] = TimeLabel.Constant;
            return layer.Build(context);
        }
        StreamStep stream = new(context, labels, shapes, carries, kept, limits);
        Shape expected = whole!.outputs[context.Name].Shape;
        if (layer.HasStreamingForm)
        {
            context.Stream = stream;
            if (layer.Build(context) is not { } own)
                return null;
            foreach (string result in context.Results.Keys)
                times[$"{context.Name}.{result}"] = labels[0] with { Axis = null };
            return Checked(own, stream.OutputTime);
        }
        Node? onAll = OnAllSteps(layer, context, stream, out TimeLabel time);
        if (time.IsMixed || layer.ResultsOf(spec, context.Spec).Any(r => context.Wants(r) && times[$"{context.Name}.{r}"].IsMixed))
            return stream.Refuse("its output for one step depends on others, or is another function of each");
        // What only has another shape tells it for all steps.
        return IsReshaped(onAll!, context.InputNames[0]) && !layer.ResultsOf(spec, context.Spec).Any(context.Wants)
            ? Checked(context.Graph.Reshape(context.Input, OneStep(time)), time)
            : layer.Build(context) is { } output ? Checked(output, time)
            : null;

        Shape OneStep(TimeLabel label) => label.Axis is { } axis ? expected.With(axis, 1) : expected;

        Node Checked(Node node, TimeLabel label)
        {
            times[context.Name] = label;
            return node.Shape == OneStep(label) ? node
                : throw new InvalidOperationException($"One step of '{context.Name}' has the shape {node.Shape}, all steps have {expected}.");
        }
    }

    private static bool IsReshaped(Node output, string input) => output.Primitive is Source { Kind: SourceKind.Placeholder } source ? source.Name == input
        : output.Primitive is Primitives.Reshape && IsReshaped(output.Inputs[0], input);

    // The layer is built once more, on inputs of which nothing but shape and time is known.
    private Node? OnAllSteps(Layer layer, LayerContext context, StreamStep stream, out TimeLabel time)
    {
        // Without rewrites a reshape is one, and not a view like others.
        GraphBuilder g = new(rewrites: false);
        Node[] given = [.. stream.Whole.Select((shape, i) => g.Source(SourceKind.Placeholder, context.InputNames[i], shape))];
        Dictionary<Node, TimeLabel> labels = [];
        for (int i = 0; i < given.Length; i++)
            labels[given[i]] = stream.Times[i];
        Dictionary<string, (Node, string)> named = [];
        foreach ((string option, (_, string name)) in context.Named.Select(n => (n.Key, n.Value)))
        {
            Node value = g.Source(SourceKind.Placeholder, name, whole!.outputs[name].Shape);
            named[option] = (value, name);
            labels[value] = times[name];
        }
        LayerContext alone = new(g, Names.DeclarationOf(spec), context.Index, context.Name, [], [.. given], context.InputNames, training: false,
            new LayerTensors())
        { Samples = given[0], Named = named };
        Node? output = layer.Build(alone);
        TimeAxis axis = new(labels);
        time = output is null ? TimeLabel.Mixed : axis.Of(output);
        foreach ((string result, Node value) in alone.Results.Select(r => (r.Key, r.Value)))
            times[$"{context.Name}.{result}"] = axis.Of(value);
        return output;
    }
}
