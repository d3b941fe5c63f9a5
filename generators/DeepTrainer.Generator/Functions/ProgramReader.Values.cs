using DeepTrainer.Compiler.Language.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

/// <content>Expressions.</content>
internal sealed partial class ProgramReader
{
    // Code nested deeper would overflow the stack of what runs it, and of what compares programs.
    private const int MaxDepth = 500;

    private readonly HashSet<ISymbol> open = new(SymbolEqualityComparer.Default);
    private int depth;

    private Code Value(IOperation operation)
    {
        if (depth == MaxDepth)
            return Unreadable(operation, "it is nested too deeply; use variables for parts of it");
        depth++;
        Code value = ValueOf(operation);
        depth--;
        return value;
    }

    // What a property or field is defined as.
    private Code DefinitionOf(ISymbol member, IOperation reference, IOperation definition)
    {
        if (!open.Add(member))
            return Unreadable(reference, "it is defined by itself");
        Code value = Value(definition);
        open.Remove(member);
        return value;
    }

    private Code ValueOf(IOperation operation)
    {
        if (operation is IInvalidOperation)
            return Unreadable(operation, "it doesn't compile");
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return new Literal(operation.Type is { TypeKind: TypeKind.Enum } type ? MemberOf(type, constant) : constant is char c ? c.ToString() : constant);
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return new Variable(Slot(local.Local), local.Local.Name);
            case IParameterReferenceOperation parameter:
                return new Variable(Slot(parameter.Parameter), parameter.Parameter.Name);
            case IDeclarationExpressionOperation:
                return Target(operation);
            case IDiscardOperation:
                return new Literal(null);
            case IParenthesizedOperation parenthesized:
                return Value(parenthesized.Operand);
            case IConversionOperation conversion:
                return Conversion(conversion);
            case IUnaryOperation unary:
                return Unary(unary);
            case IBinaryOperation binary:
                return Binary(binary);
            case ISimpleAssignmentOperation assignment:
                return new Assign(assignment.Target is IDiscardOperation ? null : Target(assignment.Target), Value(assignment.Value)) { Place = PlaceOf(assignment) };
            case ICompoundAssignmentOperation compound:
                return Compound(compound);
            case IIncrementOrDecrementOperation step:
                return Step(step);
            case IDeconstructionAssignmentOperation deconstruction:
                return new Assign(Target(deconstruction.Target), Value(deconstruction.Value)) { Place = PlaceOf(deconstruction) };
            case IConditionalOperation conditional:
                return new If(Value(conditional.Condition), Value(conditional.WhenTrue), Value(conditional.WhenFalse!)) { Place = PlaceOf(conditional.Condition) };
            case ICoalesceOperation coalesce:
                int slot = nextSlot++;
                Variable value = new(slot, "value");
                return new Let(slot, "value", Value(coalesce.Value), new If(new Binary(HostOperator.Equal, value, new Literal(null)), Value(coalesce.WhenNull), value));
            case IInvocationOperation call:
                return Call(call);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IFieldReferenceOperation field:
                return Field(field);
            case IArrayElementReferenceOperation { Indices: [var index] } element:
                return new ElementAt(Value(element.ArrayReference), Value(index)) { Place = PlaceOf(element) };
            case IImplicitIndexerReferenceOperation { Instance: { } instance } element:
                return new ElementAt(Value(instance), Value(element.Argument)) { Place = PlaceOf(element) };
            case IRangeOperation range:
                return new RangeOf(range.LeftOperand is null ? null : Value(range.LeftOperand), range.RightOperand is null ? null : Value(range.RightOperand));
            case ITupleOperation tuple:
                return new TupleOf(tuple.Elements.Select(Value).ToEquatableArray());
            case IArrayCreationOperation array:
                return NewArray(array);
            case ICollectionExpressionOperation collection:
                Items items = new(collection.Elements.Select(e => e is ISpreadOperation spread ? new Spread(Value(spread.Operand)) : Value(e)).ToEquatableArray());
                return IsList(collection.Type) ? new CallMember("List", [items]) : items;
            case IObjectCreationOperation list when IsList(list.Type):
                return NewList(list);
            case IInterpolatedStringOperation text:
                return new Interpolated(text.Parts.Select(p => p is IInterpolatedStringTextOperation fixedText ? Value(fixedText.Text)
                    : p is IInterpolationOperation { FormatString: null } hole ? Value(hole.Expression) : Unreadable(p, "formats in texts can't be read")).ToEquatableArray());
            case IIsPatternOperation match:
                int matched = nextSlot++;
                return new Let(matched, "value", Value(match.Value), Matches(match.Pattern, new Variable(matched, "value")));
            case ISwitchExpressionOperation choice:
                return Choice(choice);
            case IDelegateCreationOperation { Target: var target }:
                return Value(target);
            case IAnonymousFunctionOperation lambda:
                methods.Add(null);
                int number = methods.Count - 1;
                methods[number] = Method("lambda", lambda.Symbol, lambda.Body);
                return new Function(number);
            case IMethodReferenceOperation method when Ours(method.Method):
                return LibraryFunction(method);
            case IMethodReferenceOperation { Instance: null } method when !method.Method.DeclaringSyntaxReferences.IsEmpty:
                return new Function(Number(method.Method));
            case IThrowOperation { Exception: { } exception }:
                IObjectCreationOperation? thrown = exception.DescendantsAndSelf().OfType<IObjectCreationOperation>().FirstOrDefault();
                return new Throw((thrown?.Arguments.FirstOrDefault(a => a.Parameter?.Name == "message")
                    ?? thrown?.Arguments.FirstOrDefault(a => a.Value.Type?.SpecialType == SpecialType.System_String)) is { } message
                        ? Value(message.Value) : new Literal("an exception is thrown"))
                { Place = PlaceOf(operation) };
            case IDefaultValueOperation:
                return new Literal(null);
            default:
                return Unreadable(operation, "only variables, constants, arithmetic, conditions, arrays, tuples, lambdas and calls can be read");
        }
    }

    private static object? MemberOf(ITypeSymbol type, object? value) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value))?.Name ?? value;

    private static bool IsList(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "List", Arity: 1, ContainingNamespace.Name: "Generic" };

    private Code Conversion(IConversionOperation conversion)
    {
        Code operand = Value(conversion.Operand);
        if (conversion.OperatorMethod is not null && TensorForm.IsTensor(conversion.Type))
            return new CallLibrary("Constant", [operand]) { Place = PlaceOf(conversion) };
        if (conversion.OperatorMethod is not null)
            return conversion.Type is { Name: "TensorSlice" or "Index" or "Span" or "ReadOnlySpan" } ? operand
                : Unreadable(conversion, "conversions of a type's own can't be read");
        bool isKnown = NumberType(conversion.Type) is not null && NumberType(conversion.Operand.Type) is not null;
        if (!isKnown && IsNumber(conversion.Type) && (IsNumber(conversion.Operand.Type) || conversion.Operand.Type?.TypeKind == TypeKind.Enum))
            return Unreadable(conversion, "of numbers only int, long, float and double can be read");
        return NumberType(conversion.Type) is { } type && NumberType(conversion.Operand.Type) is { } from && from != type
            ? new ConvertTo(type, operand) { Place = PlaceOf(conversion) } : operand;
    }

    private static OptionType? NumberType(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Int32 => OptionType.Int,
        SpecialType.System_Int64 => OptionType.Long,
        SpecialType.System_Single => OptionType.Float,
        SpecialType.System_Double => OptionType.Double,
        _ => null,
    };

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double;

    private Code Unary(IUnaryOperation unary)
    {
        Code operand = Value(unary.Operand);
        if (unary.OperatorMethod is { } method)
            return Ours(method) ? new CallLibrary(method.Name, [operand]) { Place = PlaceOf(unary) } : Unreadable(unary, OnlyTensorOperators);
        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => operand,
            UnaryOperatorKind.Minus => new Unary(HostOperator.Minus, operand) { Place = PlaceOf(unary) },
            UnaryOperatorKind.Not => new Unary(HostOperator.Not, operand) { Place = PlaceOf(unary) },
            UnaryOperatorKind.Hat => new IndexOf(operand, true),
            _ => Unreadable(unary, "this operator can't be read"),
        };
    }

    private const string OnlyTensorOperators = "of user-defined operators only those of Tensor can be read";

    private Code Binary(IBinaryOperation binary)
    {
        Code left = Value(binary.LeftOperand), right = Value(binary.RightOperand);
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && binary.OperatorMethod is null)
            return binary.OperatorKind == BinaryOperatorKind.ConditionalAnd ? new AndAlso(left, right) : new OrElse(left, right);
        return Operator(binary, binary.OperatorKind, binary.OperatorMethod, left, right);
    }

    private Code Operator(IOperation operation, BinaryOperatorKind kind, IMethodSymbol? method, Code left, Code right)
    {
        if (method is not null && Ours(method))
            return new CallLibrary(method.Name, [left, right]) { Place = PlaceOf(operation) };
        if (method is not null && method.ContainingType.SpecialType != SpecialType.System_String)
            return Unreadable(operation, OnlyTensorOperators);
        return Operators.TryGetValue(kind, out HostOperator op) ? new Binary(op, left, right) { Place = PlaceOf(operation) } : Unreadable(operation, "this operator can't be read");
    }

    private static readonly Dictionary<BinaryOperatorKind, HostOperator> Operators = new()
    {
        [BinaryOperatorKind.Add] = HostOperator.Add,
        [BinaryOperatorKind.Subtract] = HostOperator.Subtract,
        [BinaryOperatorKind.Multiply] = HostOperator.Multiply,
        [BinaryOperatorKind.Divide] = HostOperator.Divide,
        [BinaryOperatorKind.Remainder] = HostOperator.Remainder,
        [BinaryOperatorKind.LessThan] = HostOperator.Less,
        [BinaryOperatorKind.LessThanOrEqual] = HostOperator.LessOrEqual,
        [BinaryOperatorKind.GreaterThan] = HostOperator.Greater,
        [BinaryOperatorKind.GreaterThanOrEqual] = HostOperator.GreaterOrEqual,
        [BinaryOperatorKind.Equals] = HostOperator.Equal,
        [BinaryOperatorKind.NotEquals] = HostOperator.NotEqual,
        [BinaryOperatorKind.And] = HostOperator.And,
        [BinaryOperatorKind.Or] = HostOperator.Or,
        [BinaryOperatorKind.ExclusiveOr] = HostOperator.Xor,
        [BinaryOperatorKind.LeftShift] = HostOperator.LeftShift,
        [BinaryOperatorKind.RightShift] = HostOperator.RightShift,
    };

    // a += b is a = a + b, in the type of a; what a[i] changes would be changed twice.
    private Code Compound(ICompoundAssignmentOperation compound)
    {
        if (Changes(compound.Target))
            return Unreadable(compound, "the index changes something; do that in a statement of its own");
        Code value = Operator(compound, compound.OperatorKind, compound.OperatorMethod, Value(compound.Target), Value(compound.Value));
        return new Assign(Target(compound.Target), NumberType(compound.Type) is { } type ? new ConvertTo(type, value) : value) { Place = PlaceOf(compound) };
    }

    private static bool Changes(IOperation target) => target.Descendants().Any(o => o is IAssignmentOperation or IIncrementOrDecrementOperation);

    private Code Step(IIncrementOrDecrementOperation step)
    {
        if (Changes(step.Target))
            return Unreadable(step, "the index changes something; do that in a statement of its own");
        if (NumberType(step.Type) is null)
            return Unreadable(step, "of numbers only int, long, float and double can be read");
        object one = NumberType(step.Type) switch
        {
            OptionType.Long => (object)1L,
            OptionType.Float => 1f,
            OptionType.Double => 1.0,
            _ => 1,
        };
        Code before = Value(step.Target);
        Assign assign = new(Target(step.Target), new Binary(step.Kind == OperationKind.Increment ? HostOperator.Add
            : HostOperator.Subtract, before, new Literal(one)))
        { Place = PlaceOf(step) };
        if (!step.IsPostfix || step.Parent is IExpressionStatementOperation)
            return assign;
        int old = nextSlot++, ignored = nextSlot++;
        return new Let(old, "before", before, new Let(ignored, "after", assign, new Variable(old, "before")));
    }

    private Code NewArray(IArrayCreationOperation array)
    {
        if (array.Initializer is { } initializer && array.DimensionSizes.Length == 1)
            return new Items(initializer.ElementValues.Select(Value).ToEquatableArray());
        if (array.DimensionSizes is not [var length])
            return Unreadable(array, "arrays of several dimensions can't be read; write one array, and its shape");
        object? initial = (array.Type as IArrayTypeSymbol)?.ElementType.SpecialType switch
        {
            SpecialType.System_Int32 => 0,
            SpecialType.System_Int64 => 0L,
            SpecialType.System_Single => 0f,
            SpecialType.System_Double => 0.0,
            SpecialType.System_Boolean => false,
            _ => null,
        };
        return new NewArray(Value(length), initial) { Place = PlaceOf(array) };
    }

    // new List<T>(), of a capacity or of elements, and { elements }.
    private Code NewList(IObjectCreationOperation list)
    {
        IInvocationOperation[] added = [.. (list.Initializer?.Initializers ?? []).OfType<IInvocationOperation>()
            .Where(a => a is { TargetMethod.Name: nameof(List<int>.Add), Arguments.Length: 1 })];
        if (added.Length != (list.Initializer?.Initializers.Length ?? 0))
            return Unreadable(list, "of what follows a new list only its elements can be read");
        Code[] first = [.. list.Arguments.Take(1).Select(a => Value(a.Value))];
        Code made = new CallMember("List", first.ToEquatableArray()) { Place = PlaceOf(list) };
        return added.Length == 0 ? made
            : new CallMember("List", [new Items(added.Select(a => Value(a.Arguments[0].Value)).Prepend(new Spread(made)).ToEquatableArray())]) { Place = PlaceOf(list) };
    }

    private Code Property(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        if (TensorForm.IsTensor(property.ContainingType) && reference.Instance is { } tensor)
        {
            Code self = Value(tensor), shape = new CallLibrary("Shape", [self]) { Place = PlaceOf(reference) };
            return property.IsIndexer ? new CallLibrary("Slice", new[] { self }.Concat(reference.Arguments.SelectMany(SlicesOf)).ToEquatableArray()) { Place = PlaceOf(reference) }
                : property.Name == "Rank" ? new CallMember("Length", [shape])
                : property.Name == "Shape" ? shape
                : Unreadable(reference, "it is no function's business what stands behind a tensor");
        }
        if (Ours(property))
            return new CallLibrary(property.Name, []) { Place = PlaceOf(reference) };
        if (reference.Instance is { } instance && property.IsIndexer && reference.Arguments is [var index])
            return new ElementAt(Value(instance), Value(index.Value)) { Place = PlaceOf(reference) };
        if (reference.Instance is { } counted && property.Name is "Length" or "Count")
            return new CallMember("Length", [Value(counted)]) { Place = PlaceOf(reference) };
        if (property.IsStatic && property.GetMethod is { } getter
            && property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is PropertyDeclarationSyntax syntax)
        {
            if (syntax.ExpressionBody is { } body && compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(body.Expression, cancellation) is { } value)
                return DefinitionOf(property, reference, value);
            if (syntax.Initializer is { } initializer && property.SetMethod is null
                && compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(initializer.Value, cancellation) is { } initial)
                return DefinitionOf(property, reference, initial);
            if (MethodBody.Of(getter, compilation, cancellation) is not null)
                return new CallMethod(Number(getter), []);
        }
        return Unreadable(reference, "this property can't be read");
    }

    private IEnumerable<Code> SlicesOf(IArgumentOperation argument) =>
        argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.Select(Value)
        : argument.Value is ICollectionExpressionOperation collection ? collection.Elements.Select(Value)
        : [Unreadable(argument, "write the indices out")];

    private Code Field(IFieldReferenceOperation reference)
    {
        IFieldSymbol field = reference.Field;
        if (field.ContainingType.IsTupleType && reference.Instance is { } tuple)
        {
            string name = (field.CorrespondingTupleField ?? field).Name;
            return new Part(Value(tuple), int.Parse(name.Substring("Item".Length), System.Globalization.CultureInfo.InvariantCulture) - 1) { Place = PlaceOf(reference) };
        }
        return field is { IsStatic: true, IsReadOnly: true }
            && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation) is { } initial
                ? DefinitionOf(field, reference, initial)
                : Unreadable(reference, "it can change after the network has been compiled; make it const or static readonly, or an option");
    }
}
