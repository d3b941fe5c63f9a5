using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Language.Library;
using DeepTrainer.Compiler.Language.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

/// <content>Calls.</content>
internal sealed partial class ProgramReader
{
    private static readonly ImmutableHashSet<string> LibraryNames = [.. TensorLibrary.Names];

    /// <summary>Whether it is a member of Tensor or Functional.</summary>
    internal static bool Ours(ISymbol member) => TensorForm.IsTensor(member.ContainingType) || member.ContainingType?.ToDisplayString() == "DeepTrainer.Functional";

    private Code Call(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        Code[] arguments = [.. call.Arguments.OrderBy(a => a.Parameter!.Ordinal).Select(a => Value(a.Value))];
        if (Ours(method))
            return OfLibrary(call, method, call.Instance is { } tensor ? [Value(tensor), .. arguments] : arguments);
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } function)
            return new Invoke(Value(function), arguments.ToEquatableArray()) { Place = PlaceOf(call) };
        if (IsMath(method.ContainingType))
            return new CallMath(method.Name, arguments.ToEquatableArray()) { Place = PlaceOf(call) };
        if (!method.DeclaringSyntaxReferences.IsEmpty && (call.Instance is null || method.MethodKind == MethodKind.LocalFunction))
            return new CallMethod(Number(method), arguments.ToEquatableArray()) { Place = PlaceOf(call) };
        if (IsOfArrays(method.ContainingType))
            return new CallMember(method.Name, call.Instance is { } self ? new[] { Value(self) }.Concat(arguments).ToEquatableArray()
                : arguments.ToEquatableArray())
            { Place = PlaceOf(call) };
        return Unreadable(call, "only Functional, Tensor, Math, lists, LINQ and static methods of this project can be called");
    }

    // A function of the library as a value: a lambda that calls it.
    private Function LibraryFunction(IMethodReferenceOperation reference)
    {
        IMethodSymbol method = reference.Method;
        MethodParameter[] parameters = [.. method.Parameters.Select(p => new MethodParameter(nextSlot++, p.Name, false))];
        Code[] arguments = [.. parameters.Select(p => new Variable(p.Slot, p.Name))];
        Code body = OfLibrary(reference, method, reference.Instance is { } self ? [Value(self), .. arguments] : arguments);
        methods.Add(new(method.Name, parameters.ToEquatableArray(), new Return(body)));
        return new Function(methods.Count - 1);
    }

    // A tensor whose method is called is the first argument.
    private Code OfLibrary(IOperation call, IMethodSymbol method, Code[] arguments)
    {
        if (!method.IsStatic)
            return new CallLibrary(method.Name, arguments.ToEquatableArray()) { Place = PlaceOf(call) };
        if (!method.ReturnType.Equals(method.ContainingType, SymbolEqualityComparer.Default) && NumberType(method.ReturnType) is not null)
            return new CallMath(method.Name, arguments.ToEquatableArray()) { Place = PlaceOf(call) };
        if (LibraryNames.Contains(method.Name))
            return new CallLibrary(method.Name, arguments.ToEquatableArray()) { Place = PlaceOf(call) };

        // a built-in layer: its inputs, its name, and the attribute's properties, some of which are tensors as well
        IParameterSymbol[] parameters = [.. method.Parameters];
        string[] named = [.. Catalogue.All[method.Name].Options.Where(o => o.NamesLayer).Select(o => o.Name)];
        bool[] isTensor = [.. parameters.Select(p => TensorForm.IsTensor(p.Type) && !named.Contains(Format.Pascal(p.Name)))];
        int name = Array.FindIndex(parameters, p => p.Name == "name");
        int[] options = [.. Enumerable.Range(0, parameters.Length).Where(i => !isTensor[i] && i != name)];
        return new CallLibrary("Layer",
        [
            new Literal(method.Name),
            name < 0 ? new Literal(null) : arguments[name],
            new Items(arguments.Where((_, i) => isTensor[i]).ToEquatableArray()),
            new Items(options.Select(i => (Code)new Literal(Format.Pascal(parameters[i].Name))).ToEquatableArray()),
            new Items(options.Select(i => arguments[i]).ToEquatableArray()),
        ])
        {
            Place = PlaceOf(call),
        };
    }

    private static bool IsMath(INamedTypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Int32 or SpecialType.System_Int64 }
        || (type is { Name: "Math" or "MathF", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } });

    private static bool IsOfArrays(INamedTypeSymbol? type) =>
        type is { Name: "List" or "Enumerable" or "ImmutableArray" or "ImmutableArrayExtensions", ContainingNamespace: { } ns }
        && ns.ToDisplayString() is "System.Collections.Generic" or "System.Linq" or "System.Collections.Immutable";
}
