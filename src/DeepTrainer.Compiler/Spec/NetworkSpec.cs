namespace DeepTrainer.Compiler.Spec;

/// <summary>
/// A declared network as plain values: what the attributes say, in their order, and the user's functions they name.
/// Two declarations that mean the same are equal, whatever stands around them.
/// </summary>
/// <param name="Namespace">The class's namespace; empty for the global one.</param>
/// <param name="Name">The class's name, which names the network.</param>
/// <param name="ContainingTypes">Headers of the types the class is nested in, outermost first ("public static partial class Nets").</param>
/// <param name="Modifiers">The class's own accessibility and modifiers ("public sealed").</param>
/// <param name="Elements">Inputs, layers, loss, optimizer and clipping, top to bottom.</param>
/// <param name="Functions">The functions that <c>[Activation]</c>, <c>[Loss]</c> and <c>[UpdateRule]</c> name.</param>
public sealed record NetworkSpec(
    string Namespace,
    string Name,
    EquatableArray<string> ContainingTypes,
    string Modifiers,
    EquatableArray<ElementSpec> Elements,
    EquatableArray<FunctionSpec> Functions)
{
    /// <summary>The functions of tensors that <c>[Layer]</c>, <c>[Loss]</c> and <c>[UpdateRule]</c> name.</summary>
    public EquatableArray<TensorFunctionSpec> TensorFunctions { get; init; }

    /// <summary>Whether its class hands gradients out and takes them.</summary>
    public bool Gradients { get; init; }

    /// <summary>Whether convolutions may be computed by Winograd's algorithm.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>The numbers that can be changed at run time, by patterns of names: "mse1.Weight, Adam.WeightDecay"; empty for none.</summary>
    public string Adjustable { get; init; } = "";

    /// <summary>The weights that training leaves as they are, by patterns of names: "encoder.*, *.bias"; empty for none besides those of frozen layers.</summary>
    public string Frozen { get; init; } = "";

    /// <summary>The file of weights that the assembly holds: "digits.safetensors"; empty for none.</summary>
    public string Weights { get; init; } = "";

    /// <summary>What large weights are kept as: "BFloat16"; empty for float32.</summary>
    public string WeightType { get; init; } = "";

    /// <summary>The class whose assembly holds that file, as C# names it: "Samples.Digits"; empty if it is the network's own.</summary>
    public string WeightsOf { get; init; } = "";

    /// <summary>The network of which this is the part that predicts, as C# names it: "Samples.Digits"; empty for a network of its own.</summary>
    public string InferenceOf { get; init; } = "";

    /// <summary>Whether its class predicts with what another one has learned, and does nothing else.</summary>
    public bool IsInference => InferenceOf.Length > 0;

    /// <summary>The members of its namespace that have the name of an alias of the generated code.</summary>
    public EquatableArray<string> Neighbours { get; init; }

    /// <summary>The name with those of namespace and containing types, as it is shown: "Samples.Nets.Digits".</summary>
    public string FullName => CodeName.Replace("@", "").Replace('<', '{').Replace('>', '}');

    /// <summary>The same as C# reads it.</summary>
    public string CodeName =>
        string.Join(".", new[] { Namespace }.Concat(ContainingTypes.Select(t => t.Substring(t.LastIndexOf(' ') + 1))).Append(CSharp.Identifier(Name)).Where(p => p.Length > 0));
}

/// <summary>One attribute: <c>[Dense(32, Name = "h")]</c> is kind "Dense", name "h" and the argument Units = 32.</summary>
/// <param name="Kind">The attribute's name without "Attribute".</param>
/// <param name="Name">The name given with <c>Name = "…"</c>, or none.</param>
/// <param name="From">The layers named by <c>From = "a, b"</c>; empty for the layer above.</param>
/// <param name="Arguments">Everything else that was written; what was left out has the catalogue's default.</param>
public sealed record ElementSpec(string Kind, string? Name, EquatableArray<string> From, EquatableArray<Argument> Arguments)
{
    /// <summary>Whether a repetition has made and numbered it; the layers outside are numbered as if it were not there.</summary>
    public bool IsRepeated { get; init; }
}

/// <summary>A written argument, by the property's name. Enum members stand by name, integer arrays as "1, 28, 28".</summary>
public sealed record Argument(string Name, ArgumentValue Value);

/// <summary>A number, a flag or a text; just one of them is set.</summary>
public sealed record ArgumentValue(double? Number, bool? Flag, string? Text)
{
    public static implicit operator ArgumentValue(double number) => new(number, null, null);

    public static implicit operator ArgumentValue(bool flag) => new(null, flag, null);

    public static implicit operator ArgumentValue(string text) => new(null, null, text);

    public override string ToString() => Number is { } n ? Format.Number(n) : Flag is { } f ? Format.Flag(f) : Text ?? "";
}

/// <summary>A user's function, as <see cref="ScalarFunction"/> writes it: plain text, so that it compares as a value.</summary>
/// <param name="Name">The C# method's name.</param>
/// <param name="Text">Parameters and assignments, such as <c>x =&gt; y = x + sin(x) * sin(x)</c>.</param>
public sealed record FunctionSpec(string Name, string Text)
{
    /// <summary>The parameters that are trained, in the function's order.</summary>
    public EquatableArray<TrainedNumber> Trained { get; init; }
}
