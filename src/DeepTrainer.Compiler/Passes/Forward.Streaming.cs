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
    private readonly List<int> limits = [];

    /// <summary>The axis of the input that is time, the batch counted; none if it has none.</summary>
    public static int? TimeOf(NetworkSpec spec) =>
        (int)Layers.Input.Time.ValueIn(InputOf(spec))!.Number!.Value is >= 0 and int time ? time + 1 : null;

    /// <summary>One step of the network; none after a report. <paramref name="whole"/> is the network on all steps, without a mistake.</summary>
    public static StreamingModel? Streaming(NetworkSpec spec, Forward whole, List<Problem> problems)
    {
        if (TimeOf(spec) is not { } time)
            return null;
        Forward step = new(spec, training: false, problems, whole);
        step.times[step.Inputs[0].Name] = TimeLabel.Along(time);
        if (!step.BuildLayers())
            return null;
        step.BuildOutput();
        if (step.Output is not { } output)
            return null;
        Graph graph = new([(Graph.Prediction, output)], [.. step.kept]);
        StreamingModel model = new(graph, [.. step.carries], Shape.Of([.. step.Input.Shape.PerSample]), Shape.Of([.. output.Shape.PerSample]), step.limits.Count > 0 ? step.limits.Min() : null);
        if (model.StateSize > StreamingModel.MaxStateValues)
        {
            problems.Add(new(ProblemKinds.TooLarge, Problem.TheClass, null,
                [spec.Name, Format.Grouped(model.StateSize), "values from one time step to the next", Format.Grouped(StreamingModel.MaxStateValues)]));
        }
        return model;
    }

    // What nothing leads to the output from has no step either.
    private bool IsLeftOut(string layer) => whole is not null && !whole.layers.Exists(l => l.Name == layer);

    private Node? BuildStep(Layer layer, LayerContext context, ImmutableArray<string> from)
    {
        ImmutableArray<TimeLabel> labels = [.. from.Select(f => times[f])];
        ImmutableArray<Shape> shapes = [.. from.Select(f => whole!.outputs[f].Shape)];
        LayerStream stream = new(context, labels, shapes, carries, kept, limits);
        TimeLabel time = TimeLabel.Mixed;
        if (layer.HasStreamingForm)
            context.Stream = stream;
        else if ((time = LabelOnAllSteps(layer, context, stream)).IsMixed)
            return stream.Refuse("its output for one step depends on others, or is another function of each");
        if (layer.Build(context) is not { } output)
            return null;
        if (layer.HasStreamingForm)
            time = stream.OutputTime;
        times[context.Name] = time;
        Shape expected = whole!.outputs[context.Name].Shape;
        return output.Shape == (time.Axis is { } axis ? expected.With(axis, 1) : expected) ? output
            : throw new InvalidOperationException($"One step of '{context.Name}' has the shape {output.Shape}, all steps have {expected}.");
    }

    // The layer is built once more, on inputs of which nothing but shape and time is known.
    private TimeLabel LabelOnAllSteps(Layer layer, LayerContext context, LayerStream stream)
    {
        GraphBuilder g = new();
        Node[] given = [.. stream.Whole.Select((shape, i) => g.Source(SourceKind.Placeholder, context.InputNames[i], shape))];
        LayerContext alone = new(g, spec, context.Index, context.Name, [], [.. given], context.InputNames, training: false, new LayerTensors());
        Dictionary<Node, TimeLabel> labels = [];
        for (int i = 0; i < given.Length; i++)
            labels[given[i]] = stream.Times[i];
        return layer.Build(alone) is { } output ? new TimeAxis(labels).Of(output) : TimeLabel.Mixed;
    }

    private static ElementSpec InputOf(NetworkSpec spec) => spec.Elements.First(e => e.Kind == "Input");
}
