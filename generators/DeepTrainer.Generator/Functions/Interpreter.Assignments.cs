using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

internal sealed partial class Interpreter
{
    /// <summary>(a, b) = (b, a): all of the right side is read before any of the left is assigned.</summary>
    private void Deconstruct(IDeconstructionAssignmentOperation assignment)
    {
        if (Pairs(assignment.Target, assignment.Value) is not { } pairs)
        {
            Unreadable(assignment, "only tuples that are written out on both sides can be taken apart, as in (a, b) = (b, a)");
            return;
        }
        foreach ((IOperation target, Value value) in pairs.Select(p => (p.Target, ValueOf(p.Value))).ToArray())
        {
            if (target is not IDiscardOperation)
                Assign(target, value);
        }
    }

    private static IEnumerable<(IOperation Target, IOperation Value)>? Pairs(IOperation target, IOperation value)
    {
        if (target is IDeclarationExpressionOperation { Expression: ITupleOperation declared })
            target = declared;
        if (target is not ITupleOperation left)
            return [(target, value)];
        while (value is IConversionOperation { Operand: var operand, OperatorMethod: null })
            value = operand;
        if (value is not ITupleOperation right || right.Elements.Length != left.Elements.Length)
            return null;
        IEnumerable<(IOperation, IOperation)>?[] parts = [.. left.Elements.Zip(right.Elements, Pairs)];
        return parts.Any(p => p is null) ? null : parts.SelectMany(p => p!);
    }

    private Value Assign(IOperation target, Value value)
    {
        ISymbol? variable = target switch
        {
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
            ILocalReferenceOperation { Local.IsRef: false } local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (variable is null)
            return Unreadable(target, "only locals and parameters can be assigned");
        Set(variable, value);
        return value;
    }

    /// <summary>Assigns in the state as it is after the value has been read, for reading may replace it.</summary>
    private void Set(ISymbol variable, Value value) => state![variable] = value;

    private Value CompoundAssignment(ICompoundAssignmentOperation compound)
    {
        bool truncates = IsInteger(compound.Target.Type) && !IsInteger(compound.Value.Type);
        return compound.OperatorMethod is not null || truncates
            ? Unreadable(compound, StepFunction)
            : Assign(compound.Target, InFloat(
                compound, Arithmetic(compound, compound.OperatorKind, compound.Type, ValueOf(compound.Target), ValueOf(compound.Value))));
    }

    private Value Step(IIncrementOrDecrementOperation step)
    {
        BinaryOperatorKind kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        Value before = ValueOf(step.Target);
        Value after = Assign(step.Target, Arithmetic(step, kind, step.Type, before, (Expr)1));
        return step.IsPostfix ? before : after;
    }
}
