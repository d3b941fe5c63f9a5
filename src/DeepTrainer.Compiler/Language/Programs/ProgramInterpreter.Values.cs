using DeepTrainer.Compiler.Language.Library;

namespace DeepTrainer.Compiler.Language.Programs;

/// <content>Values.</content>
internal sealed partial class ProgramInterpreter
{
    private bool IsTrue(Code condition, Environment variables) => Value(condition, variables) as bool?
        ?? throw new TensorException("a condition must be known while compiling; for elements of tensors write Where(condition, a, b)") { Place = condition.Place };

    private object? Value(Code code, Environment variables)
    {
        Step();
        StackGuard.Check();
        try
        {
            return ValueOf(code, variables);
        }
        catch (TensorException mistake) when (mistake.Place is null && code.Place >= 0)
        {
            mistake.Place = code.Place;
            throw;
        }
    }

    private object?[] Values(EquatableArray<Code> codes, Environment variables) => [.. codes.Select(c => Value(c, variables))];

    private object? ValueOf(Code code, Environment variables)
    {
        switch (code)
        {
            case Literal literal:
                return literal.Value;
            case Variable variable:
                return variables.Read(variable.Slot, variable.Name);
            case Declare declare:
                variables.Declare(declare.Slot, declare.Value is null ? null : Named(declare.Name, declare.Value, variables));
                return null;
            case Assign assign:
                object? assigned = assign.Target is Variable named ? Named(named.Name, assign.Value, variables) : Value(assign.Value, variables);
                Store(assign.Target, assigned, variables);
                return assigned;
            case Let let:
                variables.Declare(let.Slot, Value(let.Value, variables));
                return Value(let.Body, variables);
            case Binary binary:
                return HostArithmetic.Apply(binary.Operator, Value(binary.Left, variables), Value(binary.Right, variables));
            case Unary unary:
                return HostArithmetic.Apply(unary.Operator, Value(unary.Operand, variables));
            case ConvertTo convert:
                return HostArithmetic.Convert(convert.Type, Value(convert.Operand, variables));
            case If choice:
                return IsTrue(choice.Condition, variables) ? Value(choice.Then, variables) : Value(choice.Else!, variables);
            case AndAlso and:
                return IsTrue(and.Left, variables) && IsTrue(and.Right, variables);
            case OrElse or:
                return IsTrue(or.Left, variables) || IsTrue(or.Right, variables);
            case CallLibrary call:
                return Library(call, variables);
            case CallMath call:
                return HostMath.Apply(call.Function, Values(call.Arguments, variables));
            case CallMethod call:
                return CallWith(call.Method, variables, call.Arguments, variables);
            case Function function:
                return new FunctionValue(function.Method, variables);
            case Invoke invoke:
                return Value(invoke.Callee, variables) is FunctionValue callee ? CallWith(callee.Method, callee.Around, invoke.Arguments, variables)
                    : throw new TensorException("only functions can be called");
            case CallMember call:
                return Member(call.Member, Values(call.Arguments, variables));
            case Items items:
                return items.Elements.SelectMany(e => e is Spread spread ? Elements(Value(spread.Operand, variables)) : [Value(e, variables)]).ToArray();
            case NewArray array:
                return Enumerable.Repeat(array.Initial, Count(Value(array.Length, variables))).ToArray();
            case TupleOf tuple:
                return Values(tuple.Parts, variables);
            case Part part:
                return Value(part.Tuple, variables) is object?[] whole ? whole[part.Index] : throw new TensorException("only tuples have parts");
            case ElementAt element:
                return ElementOf(Value(element.Array, variables), Value(element.Index, variables));
            case Interpolated text:
                return string.Concat(text.Parts.Select(p => HostArithmetic.Text(Value(p, variables))));
            case IndexOf index:
                return new TensorIndex(Value(index.Value, variables) as int? ?? throw new TensorException("an index must be a whole number"), index.IsFromEnd);
            case RangeOf range:
                return new TensorRange(Bound(range.Start, new(0, false), variables), Bound(range.End, new(0, true), variables));
            case Throw mistake:
                throw new TensorException(HostArithmetic.Text(Value(mistake.Message, variables)));
            case Unreadable unreadable:
                throw new TensorException($"'{unreadable.Code}' can't be read: {unreadable.Reason}");
            default:
                object? result = null;
                Run(code, variables, ref result);
                return result;
        }
    }

    // Nodes are called after the variable that they are made for.
    private object? Named(string name, Code value, Environment variables) => scope.Named(name, () => Value(value, variables));

    private object? Library(CallLibrary call, Environment variables)
    {
        ImmutableArray<object?> arguments = [.. Values(call.Arguments, variables)];
        return call.Function == "Shape" ? ShapeOf(arguments[0])
            : TensorLibrary.Call(scope, call.Function, arguments);
    }

    private object?[] ShapeOf(object? tensor) => tensor is Node node ? [.. scope.ShapeOf(node)] : throw new TensorException("null has no shape");

    private object? CallWith(int method, Environment around, EquatableArray<Code> arguments, Environment variables)
    {
        (object? result, Environment end) = Call(method, around, Values(arguments, variables));
        EquatableArray<MethodParameter> parameters = methods[method].Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].IsReference && arguments[i] is not Literal)
                Store(arguments[i], end.Read(parameters[i].Slot, parameters[i].Name), variables);
        }
        return result;
    }

    private TensorIndex Bound(Code? bound, TensorIndex otherwise, Environment variables) => bound is null ? otherwise : Value(bound, variables) switch
    {
        int i => new(i, false),
        TensorIndex index => index,
        _ => throw new TensorException("a range goes from one whole number to another"),
    };

    private static IEnumerable<object?> Elements(object? value) => value switch
    {
        string text => text.Select(c => (object?)c.ToString()),
        System.Collections.IEnumerable items => items.Cast<object?>(),
        _ => throw new TensorException("only arrays and lists have elements"),
    };

    private static object? ElementOf(object? array, object? index)
    {
        object?[] items = [.. Elements(array)];
        if (index is not TensorRange range)
            return items[PlaceIn(index, items.Length)];
        int start = range.Start.In(items.Length), end = range.End.In(items.Length);
        if (start < 0 || end > items.Length || start > end)
            throw new TensorException($"{Format.Integer(start)}..{Format.Integer(end)} is no part of {Format.Integer(items.Length)} elements");
        return array is string text ? text.Substring(start, end - start) : items.Skip(start).Take(end - start).ToArray();
    }

    // How many elements are asked for.
    private static int Count(object? value) => value is int count and >= 0 and <= MaxSteps ? count
        : throw new TensorException($"{HostArithmetic.Text(value)} elements: there can be 0 to {Format.Grouped(MaxSteps)}");

    private object? Member(string member, object?[] arguments)
    {
        object? self = arguments.Length > 0 ? arguments[0] : null;
        object? Apply(object? function, params object?[] given) =>
            function is FunctionValue f ? Call(f.Method, f.Around, given.Take(methods[f.Method].Parameters.Count).ToArray()).Result
            : throw new TensorException($"{member} takes a function");
        // all elements, or those that a condition is true of
        IEnumerable<object?> Chosen() => arguments.Length == 1 ? Elements(self) : Elements(self).Where(item => Apply(arguments[1], item) is true).ToArray();
        switch (member)
        {
            case "Length" or "Count" when arguments.Length == 1:
                return Elements(self).Count();
            case "Add" when self is ListValue list:
                list.Items.Add(arguments[1]);
                return null;
            case "AddRange" when self is ListValue list:
                list.Items.AddRange(Elements(arguments[1]));
                return null;
            case "List":
                return new ListValue(arguments.Length > 0 && self is not int ? Elements(self) : []);
            case "ToArray":
                return Elements(self).ToArray();
            case "ToList":
                return new ListValue(Elements(self));
            case "Count" when arguments.Length == 2:
                return Elements(self).Count(item => Apply(arguments[1], item) is true);
            case "Any" when arguments.Length == 1:
                return Elements(self).Any();
            case "Any":
                return Elements(self).Any(item => Apply(arguments[1], item) is true);
            case "All":
                return Elements(self).All(item => Apply(arguments[1], item) is true);
            case "Empty" when arguments.Length == 0:
                return Array.Empty<object?>();
            case "Range":
                return Enumerable.Range((int)self!, Count(arguments[1])).Select(i => (object?)i).ToArray();
            case "Repeat":
                return Enumerable.Repeat(self, Count(arguments[1])).ToArray();
            case "Select":
                return Elements(self).Select((item, i) => Apply(arguments[1], item, i)).ToArray();
            case "Where":
                return Elements(self).Where((item, i) => Apply(arguments[1], item, i) is true).ToArray();
            case "SelectMany":
                return Elements(self).SelectMany((item, i) => Elements(Apply(arguments[1], item, i))).ToArray();
            case "Zip" when arguments.Length == 2:
                return Elements(self).Zip(Elements(arguments[1]), (a, b) => (object?)new[] { a, b }).ToArray();
            case "Zip":
                return Elements(self).Zip(Elements(arguments[1]), (a, b) => Apply(arguments[2], a, b)).ToArray();
            case "Aggregate" when arguments.Length == 2:
                return Elements(self).Aggregate((a, b) => Apply(arguments[1], a, b));
            case "Aggregate" when arguments.Length == 3:
                return Elements(self).Aggregate(arguments[1], (a, b) => Apply(arguments[2], a, b));
            case "Concat":
                return Elements(self).Concat(Elements(arguments[1])).ToArray();
            case "Append":
                return Elements(self).Append(arguments[1]).ToArray();
            case "Prepend":
                return Elements(self).Prepend(arguments[1]).ToArray();
            case "Reverse" when self is not ListValue:
                return Elements(self).Reverse().ToArray();
            case "Skip" when arguments[1] is int count:
                return Elements(self).Skip(count).ToArray();
            case "Take" when arguments[1] is int count:
                return Elements(self).Take(count).ToArray();
            case "First":
                return ElementOf(Chosen(), 0);
            case "Last":
                return ElementOf(Chosen(), new TensorIndex(1, true));
            case "Contains":
                return Elements(self).Contains(arguments[1]);
            case "Sum" or "Max" or "Min" or "Average":
                return HostMath.Fold(member, arguments.Length == 1 ? Elements(self) : Elements(self).Select(item => Apply(arguments[1], item)));
            default:
                throw new TensorException($"'{member}' can't be used here");
        }
    }
}
