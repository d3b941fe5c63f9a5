namespace DeepTrainer.Compiler.Language;

/// <summary>What a parameter of a user's function takes.</summary>
public enum ParameterKind
{
    /// <summary>What a layer gives, or targets.</summary>
    Tensor,

    /// <summary>All tensors that are left.</summary>
    Tensors,

    /// <summary>A tensor that the function gives a new value: a weight, or what an update rule remembers.</summary>
    Reference,

    /// <summary>A number, a truth value, a text or an array.</summary>
    Option,

    /// <summary>A number that is a tensor, since it can be changed at run time.</summary>
    Number,
}

/// <summary>A parameter of a user's function of tensors.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Type">An option's C# type.</param>
/// <param name="Default">An option's default as text; null if it must be given.</param>
public sealed record TensorParameter(string Name, ParameterKind Kind, OptionType Type = OptionType.Float, string? Default = null)
{
    /// <summary>The least that a number may be.</summary>
    public double Min { get; init; } = -float.MaxValue;

    /// <summary>The most that a number may be.</summary>
    public double Max { get; init; } = float.MaxValue;
}

/// <summary>What a function of tensors gives.</summary>
/// <param name="Values">Its results: one, or the parts of a tuple or an array.</param>
/// <param name="References">The new values of its reference parameters, in their order.</param>
public sealed record TensorResults(ImmutableArray<Node> Values, ImmutableArray<Node> References);

/// <summary>A function of tensors that the user wrote: read from its syntax, or called as C#.</summary>
/// <param name="Name">What attributes call it: the method's name, behind that of its type if that is not the network's class.</param>
/// <param name="Parameters">Its parameters.</param>
public abstract record TensorFunction(string Name, EquatableArray<TensorParameter> Parameters)
{
    /// <summary>What attributes call a method: its name, behind that of its type if one is given.</summary>
    public static string KeyOf(string? type, string? method) => string.IsNullOrEmpty(type) ? method ?? "" : $"{type}.{method}";

    /// <summary>What the network calls the function that an element names.</summary>
    public static string KeyOf(ElementSpec element)
    {
        string? Text(string argument) => element.Arguments.FirstOrDefault(a => a.Name == argument)?.Value.Text;
        return KeyOf(Text("Type"), Text("Function"));
    }

    /// <summary>What the parts of the tuple that it gives are called; empty if it gives one tensor.</summary>
    public EquatableArray<string> Results { get; init; } = [];

    /// <summary>How it is shown in messages: "SqueezeExcite(x, reduction)".</summary>
    public string Signature => $"{Name.Substring(Name.LastIndexOf('.') + 1)}({string.Join(", ", Parameters.Select(p => p.Name))})";

    /// <summary>The parameters that take tensors one by one.</summary>
    public IEnumerable<TensorParameter> Tensors => Parameters.Where(p => p.Kind is ParameterKind.Tensor or ParameterKind.Reference);

    /// <summary>Whether it takes any number of tensors.</summary>
    public bool TakesAnyNumber => Parameters.Any(p => p.Kind == ParameterKind.Tensors);

    /// <summary>Runs it on tensors in order, with options as text: "reduction = 4".</summary>
    /// <exception cref="TensorException">They don't fit, or there is a mistake within the function.</exception>
    public TensorResults Run(TensorScope scope, ImmutableArray<Node> tensors, string options)
    {
        IReadOnlyDictionary<string, string> given = OptionText.Split(options);
        if (given.Keys.FirstOrDefault(name => !Parameters.Any(p => p.Kind is ParameterKind.Option or ParameterKind.Number && p.Name == name)) is { } unknown)
            throw new TensorException($"{Signature} has no option '{unknown}'");
        int single = Tensors.Count();
        if (tensors.Length < single || (tensors.Length > single && !TakesAnyNumber))
        {
            string takes = $"{Format.Integer(single)}{(TakesAnyNumber ? " or more" : "")}";
            throw new TensorException($"{Signature} takes {takes} tensor{(takes == "1" ? "" : "s")}, but is given {Format.Integer(tensors.Length)}; name the layers in From");
        }
        int next = 0;
        List<object?> arguments = [];
        foreach (TensorParameter parameter in Parameters)
        {
            arguments.Add(parameter.Kind switch
            {
                ParameterKind.Option => OptionOf(parameter, given),
                ParameterKind.Number => scope.Number(parameter, HostNumber.Of(OptionOf(parameter, given))!.Value),
                ParameterKind.Tensors => tensors.Skip(single).Cast<object?>().ToArray(),
                _ => tensors[next++],
            });
        }
        return Apply(scope, [.. arguments]);
    }

    /// <summary>Runs it on a value for each parameter: a node, an array of nodes or an option's value.</summary>
    /// <exception cref="TensorException">There is a mistake within the function.</exception>
    protected abstract TensorResults Apply(TensorScope scope, ImmutableArray<object?> arguments);

    private object? OptionOf(TensorParameter parameter, IReadOnlyDictionary<string, string> given) =>
        (given.TryGetValue(parameter.Name, out string? text) ? text : parameter.Default) is { } value
            ? value == OptionText.Null && OptionText.CanBeNull(parameter.Type) ? null : OptionText.Parse(parameter.Name, value, parameter.Type)
            : throw new TensorException($"{Signature} must be given '{parameter.Name}', as in Options = \"{parameter.Name} = …\", or a default value");
}
