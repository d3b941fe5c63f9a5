namespace DeepTrainer.Compiler.Rendering;

/// <summary>Memory on the stack that begins where a cache line does: the stack itself is aligned to 16 bytes, and a vector in two lines takes twice as long.</summary>
internal static class StackMemory
{
    private const int StackAlignment = 16;

    /// <summary>Declares a pointer to so many elements of a type.</summary>
    public static void Declare(CodeWriter writer, ElementType element, string name, long count) => Declare(writer, element.Name, element.Bytes, name, count);

    /// <summary>Declares a pointer to so many elements.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="type">The element's type.</param>
    /// <param name="bytes">The element's size.</param>
    /// <param name="name">The pointer.</param>
    /// <param name="count">How many.</param>
    /// <param name="alignment">Where it may begin, in bytes.</param>
    public static void Declare(CodeWriter writer, string type, int bytes, string name, long count, int alignment = 64)
    {
        if (alignment <= StackAlignment)
        {
            writer.Line($"{type}* {name} = stackalloc {type}[{Format.Integer(count)}];");
            return;
        }
        string last = Format.Integer(alignment - 1);
        writer.Line($"{type}* stack = stackalloc {type}[{Format.Integer(count + (alignment / bytes))}];");
        writer.Line($"{type}* {name} = ({type}*)(((ulong)stack + {last}) & ~{last}ul);");
    }
}
