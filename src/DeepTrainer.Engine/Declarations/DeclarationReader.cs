using System.Reflection;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Declarations;

/// <summary>
/// Declared class → declaration, by reflection. The class's own functions can't be read that way: the generator has noted what it
/// read in <see cref="CompiledFunctionAttribute"/>.
/// </summary>
internal static class DeclarationReader
{
    public static NetworkSpec Read(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!type.IsDefined(typeof(NetworkAttribute), inherit: false))
            throw new ArgumentException($"'{type.Name}' is no network: it lacks [Network].", nameof(type));
        return new(
            type.Namespace ?? "",
            type.Name,
            [],
            "",
            type.GetCustomAttributes<ElementAttribute>(inherit: false).Select(AttributeReader.Read).ToEquatableArray(),
            type.GetCustomAttributes<CompiledFunctionAttribute>(inherit: false).Select(f => new FunctionSpec(f.Name, f.Text)).ToEquatableArray());
    }
}
