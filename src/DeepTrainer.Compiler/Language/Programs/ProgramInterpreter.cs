namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>
/// Runs a program while compiling: numbers, conditions and loops are C#'s, and what is done with tensors makes nodes of the graph. Mistakes are
/// told at the innermost place that is known.
/// </summary>
internal sealed partial class ProgramInterpreter(TensorScope scope, EquatableArray<MethodCode> methods)
{
    /// <summary>A function that takes more steps is taken for one without end.</summary>
    private const int MaxSteps = 1_000_000;

    /// <summary>Methods that call each other deeper than this are taken for ones without end; the compiler's stack must not overflow.</summary>
    private const int MaxDepth = 100;

    private int steps, depth;

    // How a statement ended.
    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    /// <summary>Runs the first method.</summary>
    /// <exception cref="TensorException">There is a mistake in it.</exception>
    public TensorResults Run(ImmutableArray<object?> arguments)
    {
        (object? result, Environment end) = Call(0, null, arguments);
        ImmutableArray<Node> references = [.. methods[0].Parameters.Where(p => p.IsReference).Select(p => AsTensor(end.Read(p.Slot, p.Name), p.Name))];
        return new(result is null ? [] : [.. Flat(result).Select(r => AsTensor(r, "its result"))], references);
    }

    private Node AsTensor(object? value, string name) => value as Node ?? (HostNumber.Of(value) is { } number ? scope.Number(number)
        : throw new TensorException($"{methods[0].Name}: {name} is no tensor"));

    private static IEnumerable<object?> Flat(object? value) => value switch
    {
        string => [value],
        System.Collections.IEnumerable items => items.Cast<object?>().SelectMany(Flat),
        _ => [value],
    };

    private (object? Result, Environment End) Call(int method, Environment? around, IReadOnlyList<object?> arguments)
    {
        MethodCode called = methods[method];
        if (++depth > MaxDepth)
            throw new TensorException($"'{called.Name}' is called within itself more than {Format.Integer(MaxDepth)} times");
        Environment variables = new(around);
        for (int i = 0; i < called.Parameters.Count; i++)
            variables.Declare(called.Parameters[i].Slot, arguments[i]);
        object? result = null;
        Run(called.Body, variables, ref result);
        depth--;
        return (result, variables);
    }

    private Flow Run(Code statement, Environment variables, ref object? result)
    {
        Step();
        switch (statement)
        {
            case Block block:
                return RunAll(block.Statements, new(variables), ref result);
            case If condition:
                return IsTrue(condition.Condition, variables) ? Run(condition.Then, variables, ref result)
                    : condition.Else is null ? Flow.Next : Run(condition.Else, variables, ref result);
            case Loop loop:
                return RunLoop(loop, new(variables), ref result);
            case ForEach loop:
                return RunForEach(loop, variables, ref result);
            case Return end:
                result = end.Value is null ? null : Value(end.Value, variables);
                return Flow.Return;
            case Break:
                return Flow.Break;
            case Continue:
                return Flow.Continue;
            default:
                Value(statement, variables);
                return Flow.Next;
        }
    }

    private Flow RunAll(EquatableArray<Code> statements, Environment variables, ref object? result)
    {
        foreach (Code statement in statements)
        {
            if (Run(statement, variables, ref result) is not Flow.Next and var flow)
                return flow;
        }
        return Flow.Next;
    }

    private Flow RunLoop(Loop loop, Environment variables, ref object? result)
    {
        RunAll(loop.Before, variables, ref result);
        for (bool first = true; ; first = false)
        {
            if ((loop.ConditionFirst || !first) && loop.Condition is { } condition && !IsTrue(condition, variables))
                return Flow.Next;
            Flow flow = Run(loop.Body, variables, ref result);
            if (flow is Flow.Return or Flow.Break)
                return flow == Flow.Return ? flow : Flow.Next;
            RunAll(loop.Bottom, variables, ref result);
        }
    }

    private Flow RunForEach(ForEach loop, Environment variables, ref object? result)
    {
        foreach (object? item in Elements(Value(loop.Collection, variables)).ToArray())
        {
            Environment round = new(variables);
            Store(loop.Target, item, round);
            Flow flow = Run(loop.Body, round, ref result);
            if (flow is Flow.Return or Flow.Break)
                return flow == Flow.Return ? flow : Flow.Next;
        }
        return Flow.Next;
    }

    private void Step()
    {
        if (++steps > MaxSteps)
            throw new TensorException($"'{methods[0].Name}' takes more than {Format.Grouped(MaxSteps)} steps; a loop in it may have no end");
    }

    private void Store(Code? target, object? value, Environment variables)
    {
        switch (target)
        {
            case null:
                break;
            case Variable variable:
                variables.Write(variable.Slot, value);
                break;
            case Declare declare:
                variables.Declare(declare.Slot, value);
                break;
            case TupleOf tuple when value is object?[] parts && parts.Length == tuple.Parts.Count:
                for (int i = 0; i < parts.Length; i++)
                    Store(tuple.Parts[i] is Literal ? null : tuple.Parts[i], parts[i], variables);
                break;
            case ElementAt element:
                object? array = Value(element.Array, variables);
                Set(array, Value(element.Index, variables), value);
                break;
            default:
                throw new TensorException("this can't be assigned");
        }
    }

    private static void Set(object? array, object? index, object? value)
    {
        IList<object?> items = array as IList<object?> ?? (array as ListValue)?.Items ?? throw new TensorException("only elements of arrays and lists can be assigned");
        int at = PlaceIn(index, items.Count);
        items[at] = value;
    }

    private static int PlaceIn(object? index, int count)
    {
        int at = index switch
        {
            TensorIndex i => i.In(count),
            int i => i,
            long l => (int)l,
            _ => throw new TensorException("an index must be a whole number"),
        };
        return at >= 0 && at < count ? at : throw new TensorException($"there is no element {Format.Integer(at)} of {Format.Integer(count)}");
    }
}
