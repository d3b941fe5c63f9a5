using DeepTrainer.Compiler.Language;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Functions;

/// <summary>What a method of tensors must look like, and what its parameters are.</summary>
internal static class TensorForm
{
    /// <summary>The form, for messages.</summary>
    public const string Text = "static Tensor F(Tensor x, int option = 1)";

    /// <summary>A method of that form, for messages.</summary>
    public const string Example = "static Tensor {0}(Tensor x) => x * Sigmoid(x);";

    /// <summary>What is on parameters that can be changed at run time.</summary>
    public const string Adjustable = "DeepTrainer.AdjustableAttribute";

    private const string TensorType = "DeepTrainer.Tensor";

    public static bool IsTensor(ITypeSymbol? type) =>
        type?.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None)) == TensorType;

    /// <summary>Whether a method is one of tensors, however it looks otherwise.</summary>
    public static bool Concerns(IMethodSymbol method) => IsTensor(method.ReturnType)
        || method.Parameters.Any(p => IsTensor(p.Type) || (p.Type is IArrayTypeSymbol array && IsTensor(array.ElementType)));

    /// <summary>What keeps the method from having the form and where; null if nothing does.</summary>
    /// <param name="method">The method.</param>
    /// <param name="changesWeights">Whether it is an update rule, which changes its ref parameters instead of returning a value.</param>
    /// <param name="mayGiveSeveral">Whether it may return a tuple of tensors.</param>
    public static (string Reason, ISymbol Where)? Mismatch(IMethodSymbol method, bool changesWeights, bool mayGiveSeveral)
    {
        if (!method.IsStatic)
            return ("it is not static", method);
        if (method.IsGenericMethod)
            return ("it has type parameters", method);
        bool isTuple = method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => IsTensor(e.Type));
        if (changesWeights ? !method.ReturnsVoid : !IsTensor(method.ReturnType) && !(mayGiveSeveral && isTuple))
            return ($"it returns {method.ReturnType.ToDisplayString()}, not {(changesWeights ? "void" : "Tensor")}", method);
        if (!method.Parameters.Any(p => KindOf(p) is ParameterKind.Tensor or ParameterKind.Tensors))
            return ("it has no Tensor parameter", method);
        if (changesWeights && !method.Parameters.Any(p => KindOf(p) == ParameterKind.Reference))
            return ("it has no 'ref Tensor' parameter for the weight", method);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In) && !(changesWeights && KindOf(parameter) == ParameterKind.Reference))
                return ($"parameter '{parameter.Name}' is passed by reference", parameter);
            if (changesWeights && KindOf(parameter) == ParameterKind.Option && FunctionForm.HasMeaning(parameter.Name))
                return ($"parameter '{parameter.Name}' is of type {parameter.Type.ToDisplayString()}, not Tensor: it changes while training", parameter);
            if (AdjustableOf(parameter) is not null && KindOf(parameter) != ParameterKind.Number)
                return ($"parameter '{parameter.Name}' is [Adjustable], but of type {parameter.Type.ToDisplayString()}; make it a Tensor, as a "
                    + "number that changes is one", parameter);
            if (KindOf(parameter) is null)
                return ($"parameter '{parameter.Name}' is of type {parameter.Type.ToDisplayString()}; options are int, long, float, double, bool, "
                    + "string, or arrays of int, float or double", parameter);
        }
        return null;
    }

    /// <summary>The parameters of a method of the form.</summary>
    public static EquatableArray<TensorParameter> Parameters(IMethodSymbol method) => method.Parameters.Select(ParameterOf).ToEquatableArray();

    /// <summary>What the parts of the tuple that a method gives are called; none if it gives no tuple.</summary>
    public static EquatableArray<string> Results(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Select(e => e.Name).ToEquatableArray() : [];

    private static TensorParameter ParameterOf(IParameterSymbol parameter)
    {
        ParameterKind kind = KindOf(parameter)!.Value;
        if (kind != ParameterKind.Number || AdjustableOf(parameter) is not { ConstructorArguments: [{ Value: double initial }], NamedArguments: var named })
            return new(parameter.Name, kind, OptionOf(parameter.Type) ?? OptionType.Float, parameter.HasExplicitDefaultValue
                ? OptionText.Of(parameter.ExplicitDefaultValue) : null);
        TensorParameter number = new(parameter.Name, kind, OptionType.Double, OptionText.Of(Decimals.Of(initial)));
        return number with { Min = Bound(nameof(TensorParameter.Min)) ?? number.Min, Max = Bound(nameof(TensorParameter.Max)) ?? number.Max };

        double? Bound(string name) => named.FirstOrDefault(a => a.Key == name).Value.Value as double?;
    }

    private static AttributeData? AdjustableOf(IParameterSymbol parameter) => parameter.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == Adjustable);

    private static ParameterKind? KindOf(IParameterSymbol parameter) =>
        IsTensor(parameter.Type) ? (parameter.RefKind == RefKind.Ref ? ParameterKind.Reference : AdjustableOf(parameter) is not null ? ParameterKind.Number : ParameterKind.Tensor)
        : parameter.Type is IArrayTypeSymbol { Rank: 1 } array && IsTensor(array.ElementType) ? ParameterKind.Tensors
        : OptionOf(parameter.Type) is null ? null : ParameterKind.Option;

    private static OptionType? OptionOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Int32 } => OptionType.Int,
        { SpecialType: SpecialType.System_Int64 } => OptionType.Long,
        { SpecialType: SpecialType.System_Single } => OptionType.Float,
        { SpecialType: SpecialType.System_Double } => OptionType.Double,
        { SpecialType: SpecialType.System_Boolean } => OptionType.Bool,
        { SpecialType: SpecialType.System_String } => OptionType.String,
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Int32 } => OptionType.Ints,
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Single } => OptionType.Floats,
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Double } => OptionType.Doubles,
        _ => null,
    };
}
