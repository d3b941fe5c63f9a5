using System.Text;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>Writes indented C#: blocks close themselves, lines end in \n.</summary>
internal sealed class CodeWriter
{
    /// <summary>A level of indentation. With four spaces it would be a quarter of what kernels are.</summary>
    public const char Indentation = '\t';

    private const int SpacesOfALevel = 4;

    private readonly StringBuilder text = new();
    private int depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(Indentation, depth).Append(line);
        text.Append('\n');
    }

    /// <summary>Several lines of fixed text, indented as a whole.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Replace("\r\n", "\n").Split('\n'))
        {
            int spaces = line.Length - line.TrimStart(' ').Length;
            Line(new string(Indentation, spaces / SpacesOfALevel) + line.Substring(spaces / SpacesOfALevel * SpacesOfALevel));
        }
    }

    /// <summary>A header and a pair of braces around what is written until disposal.</summary>
    public IDisposable Block(string header = "")
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        depth++;
        return new End(this, "}");
    }

    /// <summary>A deeper indentation until disposal.</summary>
    public IDisposable Indent()
    {
        depth++;
        return new End(this, null);
    }

    public override string ToString() => text.ToString();

    private sealed class End(CodeWriter writer, string? closing) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            if (closing is not null)
                writer.Line(closing);
        }
    }
}
