using DeepTrainer.Compiler.Language.Programs;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

/// <content>Patterns, and the switch expressions that choose by them.</content>
internal sealed partial class ProgramReader
{
    private Let Choice(ISwitchExpressionOperation choice)
    {
        int slot = nextSlot++;
        Variable value = new(slot, "value");
        Code chain = new Throw(new Literal("no arm of the switch fits")) { Place = PlaceOf(choice) };
        foreach (ISwitchExpressionArmOperation arm in choice.Arms.Reverse())
        {
            Code test = Matches(arm.Pattern, value);
            chain = new If(arm.Guard is null ? test : new AndAlso(test, Value(arm.Guard)), Value(arm.Value), chain);
        }
        return new Let(slot, "value", Value(choice.Value), chain);
    }

    private Code Matches(IPatternOperation pattern, Code value)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return new Literal(true);
            case IConstantPatternOperation constant:
                return new Binary(HostOperator.Equal, value, Value(constant.Value));
            case IRelationalPatternOperation relational when Operators.TryGetValue(relational.OperatorKind, out HostOperator op):
                return new Binary(op, value, Value(relational.Value)) { Place = PlaceOf(pattern) };
            case INegatedPatternOperation negated:
                return new Unary(HostOperator.Not, Matches(negated.Pattern, value));
            case IBinaryPatternOperation both:
                Code left = Matches(both.LeftPattern, value), right = Matches(both.RightPattern, value);
                return both.OperatorKind == BinaryOperatorKind.And ? new AndAlso(left, right) : new OrElse(left, right);
            case IDeclarationPatternOperation { MatchesNull: true } declaration:
                return declaration.DeclaredSymbol is { } any ? new Let(Slot(any), any.Name, value, new Literal(true)) : new Literal(true);
            case IDeclarationPatternOperation { DeclaredSymbol: { } symbol }:
                return new AndAlso(new Binary(HostOperator.NotEqual, value, new Literal(null)), new Let(Slot(symbol), symbol.Name, value, new Literal(true)));
            case IListPatternOperation { DeclaredSymbol: null } list when !list.Patterns.Any(p => p is ISlicePatternOperation):
                Code length = new Binary(HostOperator.Equal, new CallMember("Length", [value]) { Place = PlaceOf(pattern) }, new Literal(list.Patterns.Length));
                return list.Patterns.Select((p, i) => Matches(p, new ElementAt(value, new Literal(i)))).Aggregate(length, (a, b) => new AndAlso(a, b));
            default:
                return Unreadable(pattern, "of patterns only constants, comparisons, variables, lists, and, or and not can be read");
        }
    }
}
