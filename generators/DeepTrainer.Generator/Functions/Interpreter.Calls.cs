using DeepTrainer.Compiler.Language.Library;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

internal sealed partial class Interpreter
{
    /// <summary>The call's value; none of a void method.</summary>
    private Value? Call(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (IsMath(method))
            return MathCall(call);
        if (ProgramReader.Ours(method) && call.Arguments.OrderBy(a => a.Parameter!.Ordinal).Select(a => NumberOf(a.Value)).ToArray() is var numbers
            && TensorLibrary.Formula(method.Name, numbers) is { } formula)
            return Array.TrueForAll(numbers, n => n is Expr.Constant) ? Fold(formula) : formula;
        if (method.DeclaringSyntaxReferences.IsEmpty || (call.Instance is not null && method.MethodKind != MethodKind.LocalFunction))
            return Unreadable(call, "only Math, MathF and static methods of this project can be called");
        if (call.Arguments.Any(a => a.ArgumentKind is not (ArgumentKind.Explicit or ArgumentKind.DefaultValue)) || method.IsGenericMethod)
            return Unreadable(call, "methods with type parameters or params can't be read");
        if (active.Contains(method, SymbolEqualityComparer.Default))
            return Report(ProblemKinds.Recursive, Locations.Of(call.Syntax), method.Name);

        var arguments = call.Arguments.Select(a => (Parameter: a.Parameter!, a.Value, Is: ArgumentValue(a))).ToArray();
        if (arguments.Where(a => IsWritten(a.Parameter)).GroupBy(a => a.Value.Syntax.ToString()).Any(g => g.Count() > 1))
            return Unreadable(call, "one variable is passed by reference twice");
        foreach (var argument in arguments)
            Set(argument.Parameter, argument.Is);
        Value? result = Inline(method, call);
        foreach (var argument in arguments.Where(a => IsWritten(a.Parameter) && a.Value is not IDiscardOperation))
            Assign(argument.Value, state![argument.Parameter] ?? Value.Unknown);
        return method.ReturnsVoid ? default(Value?) : result ?? Value.Unknown;
    }

    private static bool IsWritten(IParameterSymbol parameter) => parameter.RefKind is RefKind.Ref or RefKind.Out;

    private Value ArgumentValue(IArgumentOperation argument) => argument.Parameter!.RefKind switch
    {
        RefKind.Out => Value.Unknown,
        _ => ValueOf(argument.Value),
    };

    private static bool IsMath(IMethodSymbol method) => method.ContainingType is { } type
        && (type.SpecialType is SpecialType.System_Single or SpecialType.System_Double
            || (type.Name is "Math" or "MathF" && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }));

    private Value MathCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        Expr[] arguments = [.. call.Arguments.OrderBy(a => a.Parameter!.Ordinal).Select(a => NumberOf(a.Value))];
        if (IsBoolean(call) && MathFunctions.Test(method.Name, arguments) is { } condition)
            return Decide(condition);
        if (MathFunctions.Apply(method.Name, arguments, needsSlope) is not { } result)
            return NoDerivative(call, $"{method.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}.{method.Name}");
        return Array.TrueForAll(arguments, a => a is Expr.Constant) ? Fold(result) : result;
    }

    /// <summary>Executes the method's body on the variables as they are, and goes on behind it with all its paths joined.</summary>
    private Value? Inline(IMethodSymbol method, IOperation? call)
    {
        if (MethodBody.Of(method, compilation, cancellation) is not { } body)
        {
            return call is null
                ? Report(ProblemKinds.NotReadable, Locations.Of(method.Locations[0]), method.Name, "it has no body")
                : Unreadable(call, $"'{method.Name}' has no body that can be read");
        }
        List<(Truth When, State State)> before = exits;
        Value? resultBefore = state!.Result;
        exits = [];
        active.Push(method);
        Statement(body);
        active.Pop();

        State end = state ?? exits[exits.Count - 1].State;
        for (int i = exits.Count - 1; i >= 0; i--)
            end = ReferenceEquals(end, exits[i].State) ? end : State.Merge(exits[i].When, exits[i].State, end);
        Value? result = end.Result;
        (state, exits) = (end, before);
        if (call is not null)
            state.Result = resultBefore;
        return result;
    }
}
