using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

internal sealed partial class Interpreter
{
    private void Statement(IOperation? statement)
    {
        cancellation.ThrowIfCancellationRequested();
        if (state is null || statement is null)
            return;
        switch (statement)
        {
            case IBlockOperation block:
                Statements(block.Operations);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclaratorOperation variable in group.Declarations.SelectMany(d => d.Declarators))
                    Declare(variable);
                break;
            case IExpressionStatementOperation expression:
                Effect(expression.Operation);
                break;
            case IConditionalOperation conditional:
                Branch(TruthOf(conditional.Condition), () => Statement(conditional.WhenTrue), () => Statement(conditional.WhenFalse));
                break;
            case IReturnOperation ret:
                Return(ret.ReturnedValue);
                break;
            case IForLoopOperation loop:
                Statements(loop.Before);
                Loop(loop, loop.Condition, loop.Body, loop.AtLoopBottom, conditionFirst: true);
                break;
            case IWhileLoopOperation { ConditionIsUntil: false } loop:
                Loop(loop, loop.Condition, loop.Body, [], loop.ConditionIsTop);
                break;
            case IEmptyOperation or ILocalFunctionOperation:
                break;
            case ISwitchOperation:
                Unreadable(statement, "write a switch expression or if");
                break;
            case IBranchOperation:
                Unreadable(statement, "put the condition into the loop's head, or the rest of the loop into an if");
                break;
            default:
                Unreadable(statement, "only assignments, if, for, while, return and calls can be read");
                break;
        }
    }

    private void Statements(IEnumerable<IOperation> statements)
    {
        foreach (IOperation statement in statements)
            Statement(statement);
    }

    private void Declare(IVariableDeclaratorOperation variable)
    {
        if (variable.Symbol.IsRef)
            Unreadable(variable, "references to variables can't be followed; copy the value");
        else if (variable.GetVariableInitializer() is { } initializer)
            Set(variable.Symbol, ValueOf(initializer.Value));
    }

    private void Return(IOperation? value)
    {
        Value? result = value is null ? default(Value?) : ValueOf(value);
        state!.Result = result;
        exits.Add((Truth.True, state));
        state = null;
    }

    /// <summary>
    /// Follows both ways and joins them. An exit on one way is taken if the way is; that the exits of the first are looked at
    /// first spares those of the second a condition where the first has no other end.
    /// </summary>
    private void Branch(Truth condition, Action whenTrue, Action whenFalse)
    {
        if (condition.Known is { } known)
        {
            (known ? whenTrue : whenFalse)();
            return;
        }
        List<(Truth When, State State)> before = exits;
        State start = state!;
        (State? first, var firstExits) = Follow(whenTrue);
        (State? second, var secondExits) = Follow(whenFalse);
        exits =
        [
            .. before,
            .. firstExits.Select(e => (condition.And(e.When), e.State)),
            .. secondExits.Select(e => (first is null ? e.When : condition.Not().And(e.When), e.State)),
        ];
        state = first is null ? second : second is null ? first : State.Merge(condition, first, second);

        (State?, List<(Truth When, State State)>) Follow(Action way)
        {
            exits = [];
            state = start.Copy();
            way();
            return (state, exits);
        }
    }

    private void Loop(IOperation loop, IOperation? condition, IOperation body, IEnumerable<IOperation> bottom, bool conditionFirst)
    {
        bool first = true;
        while (state is not null)
        {
            if (conditionFirst || !first)
            {
                Truth goesOn = condition is null ? Truth.True : TruthOf(condition);
                if (goesOn.Known is null)
                    Unreadable(condition!, "the number of a loop's rounds must not depend on the function's arguments");
                if (goesOn.Known is not true)
                    return;
            }
            first = false;
            if (++rounds > MaxRounds)
            {
                Unreadable(loop, $"loops are written out, and this is more than {Format.Integer(MaxRounds)} rounds in all");
                return;
            }
            Statement(body);
            if (state is not null)
                Statements(bottom);
        }
    }
}
