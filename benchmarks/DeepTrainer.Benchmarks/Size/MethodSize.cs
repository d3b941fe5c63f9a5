using System.Reflection;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>What the JIT gets to see of a method.</summary>
/// <param name="Name">The method and its class.</param>
/// <param name="IlBytes">The length of its code.</param>
/// <param name="Locals">Its local variables.</param>
public sealed record MethodSize(string Name, int IlBytes, int Locals)
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The methods of a generated class, of the types in it, and of the classes that have its kernels.</summary>
    public static IReadOnlyList<MethodSize> Of(Type network)
    {
        string kernels = $"DeepTrainer.Generated.{network.FullName!.Replace('+', '.')}.Kernels";
        return [.. network.GetNestedTypes(All).Append(network).Concat(network.Assembly.GetTypes().Where(t => t.Namespace == kernels)).SelectMany(OfType)];
    }

    private static IEnumerable<MethodSize> OfType(Type type) => type.GetMethods(All).Select(m => (m.Name, Body: m.GetMethodBody())).Where(m => m.Body is not null)
        .Select(m => new MethodSize($"{type.Name}.{m.Name}", m.Body!.GetILAsByteArray()!.Length, m.Body.LocalVariables.Count));
}
