using DeepTrainer.Compiler.Language.Library;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

internal sealed partial class Interpreter
{
    private const string OnlyNumbers = "only float, double, int and bool can be read";
    private const string OnlyArithmetic = "of operators only + - * /, comparisons and && || ! can be read";
    private const string StepFunction = "a conversion to whole numbers is a step function, without a slope to learn from";
    private const string OnlyInt = "of conversions to whole numbers only unchecked ones to int and long can be read";

    /// <summary>An expression whose value is not wanted.</summary>
    private void Effect(IOperation operation)
    {
        if (operation is IInvocationOperation { TargetMethod.ReturnsVoid: true } call)
            Call(call);
        else if (operation is ISimpleAssignmentOperation { Target: IDiscardOperation } discard)
            ValueOf(discard.Value);
        else if (operation is IDeconstructionAssignmentOperation deconstruction)
            Deconstruct(deconstruction);
        else
            ValueOf(operation);
    }

    private Expr NumberOf(IOperation operation) => ValueOf(operation).Number ?? 0;

    private Truth TruthOf(IOperation operation) => ValueOf(operation).Flag ?? Truth.False;

    private Value ValueOf(IOperation operation)
    {
        if (operation is IInvalidOperation)
            return Unreadable(operation, "");
        if (operation.Type?.SpecialType is not (SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Boolean)
            && !IsInteger(operation.Type))
            return Unreadable(operation, OnlyNumbers);
        if (operation.ConstantValue is { HasValue: true, Value: var constant } && (IsInteger(operation.Type) || IsLeaf(operation)))
            return Constant(constant, operation.Syntax);
        return operation switch
        {
            ILocalReferenceOperation local => Read(local, local.Local),
            IParameterReferenceOperation parameter => Read(parameter, parameter.Parameter),
            IFieldReferenceOperation field => StaticField(field),
            IConversionOperation conversion => Conversion(conversion),
            IParenthesizedOperation parenthesized => ValueOf(parenthesized.Operand),
            IUnaryOperation unary => Unary(unary),
            IBinaryOperation binary => Binary(binary),
            IConditionalOperation conditional => Select(
                TruthOf(conditional.Condition), () => ValueOf(conditional.WhenTrue), () => ValueOf(conditional.WhenFalse!)),
            ISimpleAssignmentOperation { IsRef: false } assignment => Assign(assignment.Target, ValueOf(assignment.Value)),
            ICompoundAssignmentOperation compound => CompoundAssignment(compound),
            IIncrementOrDecrementOperation step => Step(step),
            IInvocationOperation call => Call(call) ?? Unreadable(call, OnlyNumbers),
            IIsPatternOperation match => Matches(match.Pattern, ValueOf(match.Value)),
            ISwitchExpressionOperation choice => Choose(choice),
            _ => Unreadable(operation, "only variables, constants, arithmetic, comparisons, conditions, Math and MathF can be read"),
        };
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32
        or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_SByte;

    // Constants that are computed are computed again, from what their author wrote: 1 / 3f is more exact in float64.
    private static bool IsLeaf(IOperation operation) =>
        operation is not (IConversionOperation or IBinaryOperation or IUnaryOperation or IParenthesizedOperation or IConditionalOperation);

    private Value Read(IOperation operation, ISymbol variable) =>
        state![variable] ?? Unreadable(operation, "it has no value that is known here");

    private Value StaticField(IFieldReferenceOperation reference)
    {
        IFieldSymbol field = reference.Field;
        if (field is { IsStatic: true, IsReadOnly: true }
            && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation) is { ConstantValue.HasValue: true } constant)
            return ValueOf(constant);
        return Unreadable(reference, "it can change after the network has been compiled; make it const, or a parameter with a default value");
    }

    private Value Conversion(IConversionOperation conversion)
    {
        Value operand = ValueOf(conversion.Operand);
        bool truncates = IsInteger(conversion.Type) && !IsInteger(conversion.Operand.Type);
        if (conversion.OperatorMethod is null && !truncates)
            return operand;
        return needsSlope ? Unreadable(conversion, StepFunction)
            : conversion is { OperatorMethod: null, IsChecked: false, Type.SpecialType: SpecialType.System_Int32 }
                ? Fold(MathFunctions.Whole(operand.Number ?? 0, int.MinValue, int.MaxValue))
            : conversion is { OperatorMethod: null, IsChecked: false, Type.SpecialType: SpecialType.System_Int64 }
                ? Fold(MathFunctions.Whole(operand.Number ?? 0, long.MinValue, long.MaxValue))
            : Unreadable(conversion, OnlyInt);
    }

    private Value Unary(IUnaryOperation unary) => unary.OperatorKind switch
    {
        UnaryOperatorKind.Plus => NumberOf(unary.Operand),
        UnaryOperatorKind.Minus => Fold(-NumberOf(unary.Operand)),
        UnaryOperatorKind.Not when IsBoolean(unary.Operand) => TruthOf(unary.Operand).Not(),
        _ => Unreadable(unary, OnlyArithmetic),
    };

    private static bool IsBoolean(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;

    private Value Binary(IBinaryOperation binary)
    {
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
        {
            Truth left = TruthOf(binary.LeftOperand);
            return binary.OperatorKind == BinaryOperatorKind.ConditionalAnd
                ? Select(left, () => TruthOf(binary.RightOperand), () => Truth.False)
                : Select(left, () => Truth.True, () => TruthOf(binary.RightOperand));
        }
        return InFloat(binary, Arithmetic(binary, binary.OperatorKind, binary.Type, ValueOf(binary.LeftOperand), ValueOf(binary.RightOperand)));
    }

    /// <summary>Tells of arithmetic in double, once for each expression: at its outermost operation.</summary>
    private Value InFloat(IOperation operation, Value value)
    {
        if (IsDouble(operation) && value.Number is { } number && number.Inputs.Length > 0 && !IsPartOfDouble(operation.Parent))
            Report(ProblemKinds.ComputedInFloat, Locations.Of(operation.Syntax), Quote(operation.Syntax));
        return value;
    }

    private static bool IsDouble(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Double;

    private static bool IsPartOfDouble(IOperation? parent) => parent switch
    {
        IParenthesizedOperation or IArgumentOperation => IsPartOfDouble(parent.Parent),
        IBinaryOperation or IUnaryOperation or ICompoundAssignmentOperation or IInvocationOperation => IsDouble(parent),
        _ => false,
    };

    private Value Arithmetic(IOperation operation, BinaryOperatorKind kind, ITypeSymbol? type, Value left, Value right)
    {
        if (left.Flag is { } p && right.Flag is { } q)
        {
            return kind switch
            {
                BinaryOperatorKind.And => p.And(q),
                BinaryOperatorKind.Or => p.Or(q),
                BinaryOperatorKind.Equals => p.Select(q, q.Not()),
                BinaryOperatorKind.NotEquals or BinaryOperatorKind.ExclusiveOr => p.Select(q.Not(), q),
                _ => Unreadable(operation, OnlyNumbers),
            };
        }
        Expr a = left.Number ?? 0, b = right.Number ?? 0;
        if (IsInteger(type) && a is Expr.Constant m && b is Expr.Constant n)
            return Integer(operation, kind, (long)m.Value, (long)n.Value);
        return kind switch
        {
            BinaryOperatorKind.Add => Fold(a + b),
            BinaryOperatorKind.Subtract => Fold(a - b),
            BinaryOperatorKind.Multiply => Fold(a * b),
            BinaryOperatorKind.Divide when !IsInteger(type) => Fold(a / b),
            BinaryOperatorKind.Divide when !needsSlope => Fold(Steps.Truncated(Fold(a / b))),
            BinaryOperatorKind.Remainder when !needsSlope => Fold(Steps.Remainder(a, b)),
            BinaryOperatorKind.Remainder or BinaryOperatorKind.Divide => NoDerivative(operation, Quote(operation.Syntax)),
            BinaryOperatorKind.LessThan => Decide(a < b),
            BinaryOperatorKind.LessThanOrEqual => Decide(a <= b),
            BinaryOperatorKind.GreaterThan => Decide(a > b),
            BinaryOperatorKind.GreaterThanOrEqual => Decide(a >= b),
            BinaryOperatorKind.Equals => Decide(Condition.Equal(a, b)),
            BinaryOperatorKind.NotEquals => Decide(Condition.Equal(a, b)).Not(),
            _ => Unreadable(operation, OnlyArithmetic),
        };
    }

    /// <summary>Computes what depends on constants alone, as long as the result can be written down.</summary>
    private static Expr Fold(Expr expr) =>
        expr is Expr.Call call && call.Arguments.All(a => a is Expr.Constant)
        && expr.Evaluate() is var value && !double.IsNaN(value) && !double.IsInfinity(value)
            ? value
            : expr;

    private static Truth Decide(Condition condition) =>
        Fold(condition.Then(1, 0)) is Expr.Constant decided ? Truth.Of(decided.Value is 1) : Truth.Of(condition);

    // What loops count with: folded at once, so that their conditions are decided while reading.
    private Value Integer(IOperation operation, BinaryOperatorKind kind, long a, long b) => kind switch
    {
        BinaryOperatorKind.Add => (Expr)(a + b),
        BinaryOperatorKind.Subtract => (Expr)(a - b),
        BinaryOperatorKind.Multiply => (Expr)(a * b),
        BinaryOperatorKind.Divide when b != 0 => (Expr)(a / b),
        BinaryOperatorKind.Remainder when b != 0 => (Expr)(a % b),
        _ => Unreadable(operation, "of whole numbers only + - * / % can be read, and no division by zero"),
    };

    private static bool IsKnown(ref Expr expr)
    {
        if (expr.Inputs.Length > 0)
            return false;
        expr = expr.Evaluate();
        return true;
    }

    /// <summary>Like an if, but with a value.</summary>
    private Value Select(Truth condition, Func<Value> whenTrue, Func<Value> whenFalse)
    {
        Value first = default, second = default;
        Branch(condition, () => first = whenTrue(), () => second = whenFalse());
        return condition.Known is { } known ? (known ? first : second) : Value.Select(condition, first, second);
    }
}
