namespace DeepTrainer.Compiler.Language;

/// <summary>What a function of tensors gives.</summary>
/// <param name="Values">Its results: one, or the parts of a tuple or an array.</param>
/// <param name="References">The new values of its reference parameters, in their order.</param>
public sealed record TensorResults(ImmutableArray<Node> Values, ImmutableArray<Node> References);

/// <summary>A function of tensors that can be run: read from its syntax, or called as C#.</summary>
/// <param name="Name">What attributes call it.</param>
/// <param name="Parameters">Its parameters.</param>
public abstract record TensorFunction(string Name, EquatableArray<TensorParameter> Parameters) : TensorFunctionSpec(Name, Parameters)
{
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
