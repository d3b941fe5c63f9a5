using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using DeepTrainer.Compiler.Language;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Tensors;

/// <summary>A user's function of tensors that is called, as C#, with tensors that record what it does with them: a breakpoint in it is hit.</summary>
internal sealed record TracedMethod(string Name, EquatableArray<TensorParameter> Parameters, MethodInfo Method, object? Target) : TensorFunction(Name, Parameters)
{
    /// <summary>The method under a key; null if it is no function of tensors.</summary>
    public static TracedMethod? Of(string key, MethodInfo method, object? target = null)
    {
        ParameterInfo[] parameters = method.GetParameters();
        return parameters.Any(p => KindOf(p) is not (ParameterKind.Option or ParameterKind.Number))
            ? new(key, parameters.Select(ParameterOf).ToEquatableArray(), method, target)
            {
                Results = ResultsOf(method).ToEquatableArray(),
            }
            : null;
    }

    private static TensorParameter ParameterOf(ParameterInfo parameter) =>
        KindOf(parameter) == ParameterKind.Number && parameter.GetCustomAttribute<AdjustableAttribute>() is { } number
            ? new(parameter.Name!, ParameterKind.Number, OptionType.Double, OptionText.Of(Decimals.Of(number.Initial))) { Min = number.Min, Max = number.Max }
            : new(parameter.Name!, KindOf(parameter), TypeOf(parameter.ParameterType), parameter.HasDefaultValue ? OptionText.Of(parameter.DefaultValue) : null);

    // Parts without a name are Item1, Item2, …
    private static IEnumerable<string> ResultsOf(MethodInfo method)
    {
        Type type = method.ReturnType;
        if (!type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple)) || !type.IsGenericType)
            return [];
        IList<string?>? names = method.ReturnParameter.GetCustomAttribute<System.Runtime.CompilerServices.TupleElementNamesAttribute>()?.TransformNames;
        return type.GenericTypeArguments.Select((_, i) => names is not null && i < names.Count && names[i] is { } name ? name
            : string.Create(CultureInfo.InvariantCulture, $"Item{i + 1}"));
    }

    protected override TensorResults Apply(TensorScope scope, ImmutableArray<object?> arguments)
    {
        ParameterInfo[] parameters = Method.GetParameters();
        object?[] given = [.. arguments.Select((a, i) =>
            Typed(GraphRecorder.Outside(a is object?[] items && KindOf(parameters[i]) == ParameterKind.Option ? new Boxed(items) : a), parameters[i].ParameterType))];
        GraphRecorder recorder = new(scope);
        object? result = TensorRecording.With(recorder, () => Invoke(given, recorder));
        ImmutableArray<Node> references = [.. parameters.Select((p, i) => (p, i)).Where(p => KindOf(p.p) == ParameterKind.Reference)
            .Select(p => (Node)((Tensor)given[p.i]!).Value)];
        return new([.. Values(result)], references);
    }

    // What the user's code throws is a mistake that its author tells of; what the library throws is a fault of ours, and stays as it is.
    private object? Invoke(object?[] arguments, GraphRecorder recorder)
    {
        try
        {
            return Method.Invoke(Target, arguments);
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } inner)
        {
            if (inner is not TensorException && inner != recorder.Fault)
                throw new TensorException(inner.Message, inner);
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }

    private static IEnumerable<Node> Values(object? result) => result switch
    {
        null => [],
        Tensor tensor => [(Node)tensor.Value],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Values(tuple[i])),
        System.Collections.IEnumerable items => items.Cast<object?>().SelectMany(Values),
        _ => throw new TensorException($"its result is no tensor but {result.GetType().Name}"),
    };

    // An array of numbers, which is no array of tensors.
    private sealed record Boxed(object?[] Items);

    private static object? Typed(object? value, Type type)
    {
        if (value is not Boxed { Items: var items })
            return value;
        Type element = type.GetElementType()!;
        var array = Array.CreateInstance(element, items.Length);
        for (int i = 0; i < items.Length; i++)
            array.SetValue(Convert.ChangeType(items[i], element, CultureInfo.InvariantCulture), i);
        return array;
    }

    private static ParameterKind KindOf(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(Tensor) && parameter.IsDefined(typeof(AdjustableAttribute)) ? ParameterKind.Number :
        parameter.ParameterType == typeof(Tensor) || (parameter.IsIn && parameter.ParameterType == typeof(Tensor).MakeByRefType()) ? ParameterKind.Tensor
        : parameter.ParameterType == typeof(Tensor).MakeByRefType() ? ParameterKind.Reference
        : parameter.ParameterType == typeof(Tensor[]) ? ParameterKind.Tensors
        : ParameterKind.Option;

    private static OptionType TypeOf(Type type) =>
        type == typeof(int) ? OptionType.Int
        : type == typeof(long) ? OptionType.Long
        : type == typeof(double) ? OptionType.Double
        : type == typeof(bool) ? OptionType.Bool
        : type == typeof(string) ? OptionType.String
        : type == typeof(int[]) ? OptionType.Ints
        : type == typeof(float[]) ? OptionType.Floats
        : type == typeof(double[]) ? OptionType.Doubles
        : OptionType.Float;
}
