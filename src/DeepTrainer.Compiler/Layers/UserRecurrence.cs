using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// A recurrence that the user wrote: a static C# method for one step, from its input and states to an output and the states after it.
/// [T, …] → [T, …], or the last step's output. The first result is the output, further ones are the states; one result alone is both. Tensors behind the
/// states are the same for all steps, such as what attention looks at.
/// </summary>
public sealed class UserRecurrence() : Layer("Recurrent", Function, StateShape, Type, States, Options, Reverse, ReturnSequence)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option StateShape = new("StateShape");
    private static readonly Option Type = new("Type", "");
    private static readonly Option States = new("States", "");
    private new static readonly Option Options = new("Options", "");
    private static readonly Option Reverse = new("Reverse", false);
    private static readonly Option ReturnSequence = new("ReturnSequence", true);

    public override bool HasStreamingForm => true;

    public override bool TakesSeveral => true;

    public override bool Takes(int inputs) => inputs > 0;

    /// <summary>The states behind the last step, called as the function's parameters.</summary>
    public override ImmutableArray<string> ResultsOf(NetworkSpec network, ElementSpec spec) =>
        network.TensorFunctions.FirstOrDefault(f => f.Name == TensorFunctionSpec.KeyOf(spec)) is { } function ? [.. StateNamesOf(function)] : [];

    // As many as there are results behind the output; one result alone is the output and the state.
    private static IEnumerable<string> StateNamesOf(TensorFunctionSpec function) => function.Tensors.Skip(1).Take(Math.Max(1, function.Results.Count - 1)).Select(t => t.Name);

    /// <summary>The function names the layer: "minGru1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override Node? Build(LayerContext c)
    {
        // Of a declaration with mistakes, of which the names of layers are wanted only, the function may lack.
        if (c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is not { } function)
            return c.Input;
        try
        {
            if (c.Input.Shape.Rank < 3)
            {
                c.Report(ProblemKinds.NeedsSequence, null, c.Name, c.InputNames[0], Shape.Of([.. c.Input.Shape.PerSample]).ToString());
                return null;
            }
            if (!Streams(c))
                return null;
            ImmutableArray<(string Name, Shape Shape)> states = StatesOf(c, function);
            ImmutableArray<Node> same = SameOf(c, function, states.Length);
            UserCell cell = UserCell.Of(c, function, states, same, c.Text(Options));
            Node output = cell.Run(c, Start(c, cell, c.Inputs.Length - 1 - same.Length), c.Flag(Reverse));
            if (c.Flag(ReturnSequence))
                return output;
            Node last = c.Graph.Slice(output, 1, c.Flag(Reverse) ? 0 : output.Shape[1] - 1, 1);
            return c.Graph.Reshape(last, last.Shape.Rank > 2 ? last.Shape.Without(1) : last.Shape);
        }
        catch (TensorException mistake)
        {
            return c.Report(mistake, Function, function.Signature);
        }
    }

    private static bool Streams(LayerContext c)
    {
        if (c.Stream is not { } stream)
            return true;
        if (stream.Times[0].Axis != 1)
            stream.Refuse("the first dimension of its input is not time");
        else if (c.Flag(Reverse))
            stream.Refuse("it reads the sequence backwards", Reverse);
        else if (c.Inputs.Length > 1)
            stream.Refuse("it is given more than its sequence, but a stream's step has one part of that, and starts from what the step before left");
        else if (!c.Flag(ReturnSequence))
            stream.OutputTime = stream.Times[0] with { Axis = null };
        return stream.Times[0].Axis == 1 && !c.Flag(Reverse) && c.Inputs.Length == 1;
    }

    private static ImmutableArray<(string Name, Shape Shape)> StatesOf(LayerContext c, TensorFunction function)
    {
        IReadOnlyDictionary<string, string> given = OptionText.Split(c.Text(States));
        string[] names = [.. StateNamesOf(function)];
        if (given.Keys.Except(names).FirstOrDefault() is { } unknown)
            throw new TensorException($"{function.Signature} has no state '{unknown}'; its states are the tensors behind the first, as many as it gives behind its output");
        if (names.Length == 0)
            throw new TensorException($"{function.Signature} has no state: it takes a step's input and, behind it, tensors that the step before has left");
        return [.. names.Select(name => (name, given.TryGetValue(name, out string? text)
            ? Sized(name, [.. ((object?[])OptionText.Parse(name, text, OptionType.Ints)).Cast<int>()]) : Sized(name, [.. c.Numbers(StateShape).Select(n => (int)n)])))];

        Shape Sized(string name, int[] extents) => extents.Length > 0 && Array.TrueForAll(extents, e => e > 0) ? Shape.Batched(extents)
            : throw new TensorException($"the shape of state '{name}' isn't said; write it behind the method's name, or States = \"{name} = [64]\"");
    }

    // What is the same for all steps: the last layers in From, one for each tensor behind the states.
    private static ImmutableArray<Node> SameOf(LayerContext c, TensorFunction function, int states)
    {
        string[] names = [.. function.Tensors.Skip(1 + states).Select(t => t.Name)];
        if (c.Inputs.Length >= 1 + names.Length)
            return [.. c.Inputs.Skip(c.Inputs.Length - names.Length)];
        throw new TensorException($"{function.Signature} gives {Format.Integer(function.Results.Count > 0 ? function.Results.Count : 1)} "
            + $"tensor{(function.Results.Count > 1 ? "s" : "")}, so that behind "
            + $"{string.Join(", ", function.Tensors.Take(1 + states).Select(t => t.Name))} it takes what is the same for all steps: name "
                + $"{(names.Length == 1 ? "a layer" : "layers")} for {string.Join(", ", names)} at the end of From, "
            + "or give a state for each of them");
    }

    // What the first step finds: carried on, given, or 0.
    private static ImmutableArray<Node> Start(LayerContext c, UserCell cell, int given)
    {
        if (c.Stream is { } stream)
            return [.. cell.States.Select(s => stream.Carry(s.Name, s.Shape))];
        if (given == 0)
        {
            TensorScope scope = new(c, seesBatch: false, c.Training, c.Input);
            return [.. cell.States.Select(s => c.Graph.Named(s.Name, () => scope.Batched(
                scope.Stretched(scope.Number(0), Shape.Of([.. s.Shape.PerSample])))))];
        }
        if (given != cell.States.Length)
            throw new TensorException($"it takes a sequence, and may take all {Format.Integer(cell.States.Length)} initial states behind it");
        foreach (((string name, Shape shape), Node start) in cell.States.Zip(c.Inputs.Skip(1), (s, i) => (s, i)))
        {
            if (start.Shape != shape)
                throw new TensorException($"state '{name}' is {Shape.Of([.. shape.PerSample])} and can't start with {Shape.Of([.. start.Shape.PerSample])}");
        }
        return [.. c.Inputs.Skip(1).Take(given)];
    }
}
