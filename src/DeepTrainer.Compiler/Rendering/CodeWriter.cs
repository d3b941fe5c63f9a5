using System.Text;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Writes indented C#: blocks close themselves, lines end in \n. It knows which locals are declared where, so that a new one never has the name of another
/// that C# would take it for.
/// </summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder text = new();
    private readonly Stack<Scope> scopes = new([new Scope()]);
    private int depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', 4 * depth).Append(line);
        text.Append('\n');
    }

    /// <summary>Several lines of fixed text, indented as a whole.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Replace("\r\n", "\n").Split('\n'))
            Line(line);
    }

    /// <summary>A header and a pair of braces around what is written until disposal.</summary>
    public IDisposable Block(string header = "")
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        depth++;
        scopes.Push(new());
        return new End(this, "}");
    }

    /// <summary>A block in which these names are taken, as a method's parameters are.</summary>
    public IDisposable Block(string header, IEnumerable<string> taken)
    {
        IDisposable block = Block(header);
        scopes.Peek().Declared.UnionWith(taken);
        return block;
    }

    /// <summary>Declares a local in the block that is being written: the name, or the name and a number where C# would find another of that name.</summary>
    public string Declare(string name) => Declare(name, [""]);

    /// <summary>Declares as many locals, called by the name and their numbers from 0 on; what is returned stands before the numbers.</summary>
    public string Declare(string name, int count) => Declare(name, [.. Enumerable.Range(0, count).Select(n => Format.Integer(n))]);

    private string Declare(string name, string[] endings)
    {
        string unique = name;
        for (int n = 2; !endings.All(e => IsFree(unique + e)); n++)
            unique = $"{name}_{Format.Integer(n)}{(endings.Length > 1 ? "_" : "")}";
        scopes.Peek().Declared.UnionWith(endings.Select(e => unique + e));
        return unique;
    }

    // C# has one meaning for a name from where it is declared down: neither the blocks around may have it, nor those within that are written already.
    private bool IsFree(string name) => !scopes.Peek().Within.Contains(name) && scopes.All(s => !s.Declared.Contains(name));

    /// <summary>A deeper indentation until disposal.</summary>
    public IDisposable Indent()
    {
        depth++;
        return new End(this, null);
    }

    /// <summary>Several blocks closed as one, the last opened first.</summary>
    public static IDisposable Together(Stack<IDisposable> open) => new All(open);

    public override string ToString() => text.ToString();

    private sealed class All(Stack<IDisposable> open) : IDisposable
    {
        public void Dispose()
        {
            while (open.Count > 0)
                open.Pop().Dispose();
        }
    }

    private void Leave()
    {
        Scope left = scopes.Pop(), around = scopes.Peek();
        around.Within.UnionWith(left.Within);
        around.Within.UnionWith(left.Declared);
    }

    /// <summary>A block's own locals, and those of the blocks in it.</summary>
    private sealed class Scope
    {
        public HashSet<string> Declared { get; } = [];

        public HashSet<string> Within { get; } = [];
    }

    private sealed class End(CodeWriter writer, string? closing) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            if (closing is null)
                return;
            writer.Line(closing);
            writer.Leave();
        }
    }
}
