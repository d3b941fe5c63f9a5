using System.Reflection;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Tensors;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Declarations;

/// <summary>
/// Declared class → declaration, by reflection. Functions of tensors are called when the network is built; those of numbers can't be read that
/// way: the generator has noted what it read in <see cref="CompiledFunctionAttribute"/>.
/// </summary>
internal static class DeclarationReader
{
    public static NetworkSpec Read(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.GetCustomAttribute<InferenceOfAttribute>(inherit: false) is { } inference)
        {
            NetworkSpec spec = Inference.Of(Read(inference.Network));
            return spec with
            {
                Namespace = type.Namespace ?? "",
                Name = type.Name,
                Weights = inference.Weights is { Length: > 0 } own ? own.Replace('\\', '/') : spec.Weights,
                WeightType = SaysType(type) ? TypeText(inference.WeightType) : spec.WeightType,
            };
        }
        if (type.GetCustomAttribute<NetworkAttribute>(inherit: false) is not { } network)
            throw new ArgumentException($"'{type.Name}' is no network: it lacks [Network].", nameof(type));
        ElementAttribute[] elements = [.. type.GetCustomAttributes<ElementAttribute>(inherit: false)];
        return new(
            type.Namespace ?? "",
            type.Name,
            [],
            "",
            elements.Select(AttributeReader.Read).ToEquatableArray(),
            type.GetCustomAttributes<CompiledFunctionAttribute>(inherit: false)
                .Select(f => new FunctionSpec(f.Name, f.Text) { Trained = TrainedNumber.Read(f.Trained) }).ToEquatableArray())
        {
            Gradients = network.Gradients,
            Adjustable = network.Adjustable ?? "",
            Frozen = network.Frozen ?? "",
            Weights = (network.Weights ?? "").Replace('\\', '/'),
            WeightType = TypeText(network.WeightType),
            Winograd = network.Winograd,
            TensorFunctions = elements.SelectMany(e => Functions(type, e)).DistinctBy(f => f.Name).ToEquatableArray(),
        };
    }

    private static bool SaysType(Type type) => type.GetCustomAttributesData().First(a => a.AttributeType == typeof(InferenceOfAttribute)).NamedArguments
        .Any(a => a.MemberName == nameof(InferenceOfAttribute.WeightType));

    private static string TypeText(WeightType type) => type == WeightType.Float32 ? "" : type.ToString();

    private static IEnumerable<TensorFunctionSpec> Functions(Type network, ElementAttribute element)
    {
        (Type? owner, string? name) = element switch
        {
            LayerAttribute layer => (layer.Type, layer.Function),
            RecurrentAttribute recurrent => (recurrent.Type, recurrent.Function),
            LossAttribute loss => (loss.Type, loss.Function),
            UpdateRuleAttribute rule => (rule.Type, rule.Function),
            _ => (null, null),
        };
        if (name is null)
            return [];
        string key = TensorFunctionSpec.KeyOf(owner is null ? null : AttributeReader.NameOf(owner), name);
        return (owner ?? network).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m.Name == name).Select(m => TracedMethod.Of(key, m)).OfType<TracedMethod>().Take(1);
    }
}
