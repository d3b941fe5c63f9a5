using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

internal sealed partial class Interpreter
{
    private Truth Matches(IPatternOperation pattern, Value value) => pattern switch
    {
        IDiscardPatternOperation => Truth.True,
        IConstantPatternOperation constant => Compare(pattern, BinaryOperatorKind.Equals, value, constant.Value),
        IRelationalPatternOperation relation => Compare(pattern, relation.OperatorKind, value, relation.Value),
        INegatedPatternOperation negated => Matches(negated.Pattern, value).Not(),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(both.LeftPattern, value).And(Matches(both.RightPattern, value)),
        IBinaryPatternOperation either => Matches(either.LeftPattern, value).Or(Matches(either.RightPattern, value)),
        IDeclarationPatternOperation declaration when SymbolEqualityComparer.Default.Equals(declaration.InputType, declaration.NarrowedType) =>
            Bind(declaration.DeclaredSymbol, value),
        _ => Unreadable(pattern, "only comparisons with constants, and, or, not, var and _ can be read").Flag ?? Truth.False,
    };

    private Truth Compare(IOperation pattern, BinaryOperatorKind kind, Value value, IOperation constant) =>
        Arithmetic(pattern, kind, null, value, ValueOf(constant)).Flag ?? Truth.False;

    private Truth Bind(ISymbol? variable, Value value)
    {
        if (variable is not null)
            Set(variable, value);
        return Truth.True;
    }

    private Value Choose(ISwitchExpressionOperation choice)
    {
        Value value = ValueOf(choice.Value);
        return Arm(0);

        // C# throws where no arm fits, so the last one needs no test.
        Value Arm(int index)
        {
            ISwitchExpressionArmOperation arm = choice.Arms[index];
            Truth fits = Matches(arm.Pattern, value);
            if (index == choice.Arms.Length - 1)
                return ValueOf(arm.Value);
            if (arm.Guard is not null)
                fits = Select(fits, () => TruthOf(arm.Guard), () => Truth.False).Flag ?? Truth.False;
            return Select(fits, () => ValueOf(arm.Value), () => Arm(index + 1));
        }
    }
}
