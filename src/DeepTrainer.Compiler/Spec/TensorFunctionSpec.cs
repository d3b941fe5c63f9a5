namespace DeepTrainer.Compiler.Spec;

/// <summary>The C# types that options of a user's function can have.</summary>
public enum OptionType
{
    Float,
    Double,
    Int,
    Long,
    Bool,
    String,
    Floats,
    Doubles,
    Ints,
}

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

/// <summary>A function of tensors that the user wrote, as declarations know it: what it is called, takes and gives.</summary>
/// <param name="Name">What attributes call it: the method's name, behind that of its type if that is not the network's class.</param>
/// <param name="Parameters">Its parameters.</param>
public abstract record TensorFunctionSpec(string Name, EquatableArray<TensorParameter> Parameters)
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
}
