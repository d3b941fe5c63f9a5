using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Functions;

/// <summary>Of what a user's function may be one.</summary>
internal enum Takes
{
    Numbers,
    Tensors,
    NumbersOrTensors,
}

/// <summary>What a method must look like to be used in a certain way, and which of its parameters mean what.</summary>
/// <param name="Use">"an activation".</param>
/// <param name="Text">The form, for messages.</param>
/// <param name="Example">A method of that form, for messages.</param>
/// <param name="Values">The parameters that come first, by what they are called.</param>
/// <param name="ChangesWeights">Whether it changes its ref parameters, the weight and its state, instead of returning a value.</param>
/// <param name="Takes">Of what it may be a function.</param>
internal sealed record FunctionForm(string Use, string Text, string Example, EquatableArray<string> Values, bool ChangesWeights, Takes Takes)
{
    private static readonly FunctionForm Activation = new(
        "an activation", "static float F(float x)", "static float {0}(float x) => x / (1 + MathF.Abs(x));", ["x"], false, Takes.Numbers);

    private static readonly FunctionForm Loss = new(
        "a loss", "static float F(float y, float target)", "static float {0}(float y, float target) => (y - target) * (y - target);",
        ["y", "target"], false, Takes.NumbersOrTensors);

    private static readonly FunctionForm Layer = new("a layer", TensorForm.Text, TensorForm.Example, [], false, Takes.Tensors);

    private static readonly FunctionForm Recurrent = new(
        "a recurrence", "static (Tensor Output, Tensor H) F(Tensor x, Tensor h)", "static Tensor {0}(Tensor x, Tensor h) => Tanh(x + h);", [], false, Takes.Tensors);

    private static readonly FunctionForm UpdateRule = new(
        "an update rule", "static void F(ref float w, ref float state, float g, float lr)",
        "static void {0}(ref float w, float g, float lr) => w -= lr * g;", ["g"], true, Takes.NumbersOrTensors);

    /// <summary>The form that an element needs; none if it takes no function.</summary>
    public static FunctionForm? For(string kind) => kind switch
    {
        "Activation" => Activation,
        "Layer" => Layer,
        "Recurrent" => Recurrent,
        "Loss" => Loss,
        "UpdateRule" => UpdateRule,
        _ => null,
    };

    /// <summary>The form that a method should have, for messages: that of the one it is closest to.</summary>
    public string TextFor(IMethodSymbol method) => !OfTensors(method) ? Text
        : ChangesWeights ? "static void F(ref Tensor w, ref Tensor state, Tensor g, Tensor lr)"
        : Takes == Takes.Tensors ? Text
        : "static Tensor F(Tensor y, Tensor target)";

    private bool OfTensors(IMethodSymbol method) => Takes == Takes.Tensors || (Takes == Takes.NumbersOrTensors && TensorForm.Concerns(method));

    /// <summary>What keeps the method from having this form and where; null if nothing does.</summary>
    public (string Reason, ISymbol Where)? Mismatch(IMethodSymbol method)
    {
        if (OfTensors(method))
            return TensorForm.Mismatch(method, ChangesWeights, mayGiveSeveral: Takes == Takes.Tensors);
        if (!method.IsStatic)
            return ("it is not static", method);
        if (method.IsGenericMethod)
            return ("it has type parameters", method);
        if (ChangesWeights ? !method.ReturnsVoid : !IsFloat(method.ReturnType) || method.ReturnsByRef || method.ReturnsByRefReadonly)
            return ($"it returns {method.ReturnType.ToDisplayString()}, not {(ChangesWeights ? "void" : "float")}", method);
        return method.Parameters.Select(Mismatch).FirstOrDefault(m => m is not null) ?? MissingParameter(method);
    }

    /// <summary>Whether the parameter is an input of the network's function, rather than an option with a default value.</summary>
    public bool IsInput(IParameterSymbol parameter) => parameter.RefKind == RefKind.Ref || !parameter.HasExplicitDefaultValue
        || (ChangesWeights && HasMeaning(parameter.Name));

    /// <summary>What [Trained] says of a parameter, if it is there.</summary>
    public static TrainedNumber? TrainedOf(IParameterSymbol parameter)
    {
        if (parameter.GetAttributes()
            .FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == "DeepTrainer.TrainedAttribute") is not { ConstructorArguments: [{ Value: double initial }] } attribute)
            return null;
        bool Says(string option) => attribute.NamedArguments.Any(a => a.Key == option && a.Value.Value is true);
        return new(parameter.Name, Decimals.Of(initial), Says("PerElement") ? TrainedFor.Element : Says("PerChannel") ? TrainedFor.Channel : TrainedFor.All);
    }

    private static bool IsFloat(ITypeSymbol type) => type.SpecialType == SpecialType.System_Single;

    internal static bool HasMeaning(string name) => Compiler.Optimizers.UpdateRule.LearningRateNames.Contains(name)
        || Compiler.Optimizers.UpdateRule.StepNames.Contains(name);

    private static bool IsValue(IParameterSymbol parameter) => parameter.RefKind is RefKind.None or RefKind.In;

    private (string, ISymbol)? Mismatch(IParameterSymbol parameter)
    {
        if (parameter.RefKind == RefKind.Ref ? !ChangesWeights : !IsValue(parameter))
            return ($"parameter '{parameter.Name}' is passed by reference", parameter);
        if (parameter.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == TensorForm.Adjustable))
            return ($"parameter '{parameter.Name}' is [Adjustable], which a method of tensors takes: write it over Tensor", parameter);
        if (!IsInput(parameter))
            return null;
        if (!IsFloat(parameter.Type))
            return ($"parameter '{parameter.Name}' is of type {parameter.Type.ToDisplayString()}, not float", parameter);
        int position = ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Where(IsValue).ToList().IndexOf(parameter);
        if (TrainedOf(parameter) is { } trained)
        {
            return Use != Activation.Use ? ($"parameter '{parameter.Name}' is [Trained], but only an activation has weights", parameter)
                : position < Values.Count ? ($"parameter '{parameter.Name}' is the layer's input and can't be [Trained]", parameter)
                : float.IsNaN((float)trained.Initial) || float.IsInfinity((float)trained.Initial) ? ($"parameter '{parameter.Name}' must start with a finite number", parameter)
                : null;
        }
        if (parameter.RefKind == RefKind.Ref || position < Values.Count || (ChangesWeights && HasMeaning(parameter.Name)))
            return null;
        string meanings = ChangesWeights ? "the gradient, lr and t are given to it"
            : $"{string.Join(" and ", Values)} {(Values.Count > 1 ? "are" : "is")} given to it";
        return ($"parameter '{parameter.Name}' has no meaning: only {meanings}; give it a default value, which it then always has", parameter);
    }

    private (string, ISymbol)? MissingParameter(IMethodSymbol method)
    {
        if (ChangesWeights && !method.Parameters.Any(p => p.RefKind == RefKind.Ref))
            return ("it has no 'ref float' parameter for the weight", method);
        IParameterSymbol[] values = [.. method.Parameters.Where(p => IsValue(p) && !p.HasExplicitDefaultValue && TrainedOf(p) is null)];
        if (ChangesWeights && values.Length > 0 && HasMeaning(values[0].Name))
            return ($"the first value is the gradient, but it is called '{values[0].Name}'", values[0]);
        return values.Length >= Values.Count ? null : ($"it has no parameter for {Named(Values[values.Length])}", method);
    }

    private static string Named(string value) => value switch
    {
        "g" => "the gradient",
        "x" => "the layer's input",
        "y" => "the network's output",
        _ => $"the {value}",
    };
}
