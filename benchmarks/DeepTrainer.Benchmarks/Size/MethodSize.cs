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

    /// <summary>The methods of a generated class and of the classes in it, which have the kernels.</summary>
    public static IReadOnlyList<MethodSize> Of(Type network) =>
    [
        .. network.GetMethods(All).Select(m => (m.Name, Body: m.GetMethodBody())).Where(m => m.Body is not null)
            .Select(m => new MethodSize($"{network.Name}.{m.Name}", m.Body!.GetILAsByteArray()!.Length, m.Body.LocalVariables.Count)),
        .. network.GetNestedTypes(All).SelectMany(Of),
    ];
}
