namespace DeepTrainer.Compiler.Spec;

/// <summary>C#'s words: which names it takes for something else.</summary>
public static class CSharp
{
    /// <summary>What can't be a name without an @.</summary>
    public static ImmutableHashSet<string> Words { get; } =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate",
        "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in",
        "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private",
        "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this",
        "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while", .. TypeWords,
    ];

    // What may be a name, but means something else where types, or statements, stand.
    private static ImmutableArray<string> TypeWords =>
        ["async", "await", "dynamic", "extension", "field", "file", "global", "managed", "nameof", "nint", "notnull", "nuint", "partial", "record",
            "required", "scoped", "unmanaged", "value", "var", "when", "where", "yield"];

    /// <summary>A name as C# takes it for one.</summary>
    public static string Identifier(string name) => Words.Contains(name) ? "@" + name : name;

    /// <summary>Names between dots.</summary>
    public static string Qualified(string name) => string.Join(".", name.Split('.').Select(n => Identifier(n.TrimStart('@'))));
}
