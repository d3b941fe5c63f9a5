using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// A recurrence that the user wrote: a static C# method for one step, from its input and states to an output and the states after it.
/// [T, …] → [T, …], or the last step's output. The first result is the output, further ones are the states; one result alone is both.
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
        network.TensorFunctions.FirstOrDefault(f => f.Name == TensorFunction.KeyOf(spec))?.Tensors.Skip(1).Select(t => t.Name).ToImmutableArray() ?? [];

    /// <summary>The function names the layer: "minGru1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override Node? Build(LayerContext c)
    {
        // Of a declaration with mistakes, of which the names of layers are wanted only, the function may lack.
        if (c.FunctionOfTensors(TensorFunction.KeyOf(c.Spec)) is not { } function)
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
            UserCell cell = UserCell.Of(c, function, StatesOf(c, function), c.Text(Options));
            Node output = cell.Run(c, Start(c, cell), c.Flag(Reverse));
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
            stream.Refuse("it is given its initial state, but a stream's step starts from what the step before left");
        else if (!c.Flag(ReturnSequence))
            stream.OutputTime = stream.Times[0] with { Axis = null };
        return stream.Times[0].Axis == 1 && !c.Flag(Reverse) && c.Inputs.Length == 1;
    }

    private static ImmutableArray<(string Name, Shape Shape)> StatesOf(LayerContext c, TensorFunction function)
    {
        IReadOnlyDictionary<string, string> given = OptionText.Split(c.Text(States));
        string[] names = [.. function.Tensors.Skip(1).Select(t => t.Name)];
        if (given.Keys.Except(names).FirstOrDefault() is { } unknown)
            throw new TensorException($"{function.Signature} has no state '{unknown}'; its states are the tensors behind the first");
        if (names.Length == 0)
            throw new TensorException($"{function.Signature} has no state: it takes a step's input and, behind it, tensors that the step before has left");
        return [.. names.Select(name => (name, given.TryGetValue(name, out string? text)
            ? Sized(name, [.. ((object?[])OptionText.Parse(name, text, OptionType.Ints)).Cast<int>()]) : Sized(name, [.. c.Numbers(StateShape).Select(n => (int)n)])))];

        Shape Sized(string name, int[] extents) => extents.Length > 0 && Array.TrueForAll(extents, e => e > 0) ? Shape.Batched(extents)
            : throw new TensorException($"the shape of state '{name}' isn't said; write it behind the method's name, or States = \"{name} = [64]\"");
    }

    // What the first step finds: carried on, given, or 0.
    private static ImmutableArray<Node> Start(LayerContext c, UserCell cell)
    {
        if (c.Stream is { } stream)
            return [.. cell.States.Select(s => stream.Carry(s.Name, s.Shape))];
        if (c.Inputs.Length == 1)
        {
            TensorScope scope = new(c, seesBatch: false, c.Training, c.Input);
            return [.. cell.States.Select(s => c.Graph.Named(s.Name, () => scope.Batched(
                TensorLibrary.Call(scope, "Zeros", [s.Shape.PerSample.Select(e => (object?)e).ToArray()]) as Node ?? throw new InvalidOperationException("Zeros gives a tensor."))))];
        }
        if (c.Inputs.Length != 1 + cell.States.Length)
            throw new TensorException($"it takes a sequence, and may take all {Format.Integer(cell.States.Length)} initial states behind it");
        foreach (((string name, Shape shape), Node given) in cell.States.Zip(c.Inputs.Skip(1), (s, i) => (s, i)))
        {
            if (given.Shape != shape)
                throw new TensorException($"state '{name}' is {Shape.Of([.. shape.PerSample])} and can't start with {Shape.Of([.. given.Shape.PerSample])}");
        }
        return [.. c.Inputs.Skip(1)];
    }
}
