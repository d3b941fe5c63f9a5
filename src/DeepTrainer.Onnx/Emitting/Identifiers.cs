using System.Text;

namespace DeepTrainer.Onnx.Emitting;

/// <summary>Names of a model made names of C#, each once.</summary>
internal sealed class Identifiers
{
    // Longer names are cut to their last parts.
    private const int MostCharacters = 40;

    private static readonly HashSet<string> Keywords = [.. ("abstract as base bool break byte case catch char checked class const continue decimal "
        + "default delegate do double else enum event "
        + "explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object "
            + "operator out override params private protected public "
        + "readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked "
            + "unsafe ushort using virtual void volatile while "
        + "var await async nameof yield value field record with and or not when where file scoped required init get set").Split(' ')];

    // What the text of a class refers to.
    private static readonly HashSet<string> Taken =
    [
        .. typeof(Functional).GetMembers().Select(m => m.Name), .. typeof(Functional).Assembly.GetExportedTypes()
            .SelectMany(t => new[] { t.Name, t.Name.Replace("Attribute", "", StringComparison.Ordinal) }), "Model",
    ];

    private readonly HashSet<string> used = [];

    // The number that the next of a name tries first.
    private readonly Dictionary<string, int> next = [];

    /// <summary>A variable called as a value of the model: "/encoder/conv1/Conv_output_0" is encoderConv1Conv; nameless ones are called as the operator.</summary>
    public string Variable(string name, string otherwise)
    {
        if (name.LastIndexOf("_output_", StringComparison.Ordinal) is > 0 and int end)
            name = name[..end];
        string[] words = [.. Words(name)];
        while (words.Length > 1 && words.Sum(w => w.Length) > MostCharacters)
            words = words[1..];
        string text = string.Concat(words.Select((w, i) => i == 0 ? char.ToLowerInvariant(w[0]) + w[1..] : char.ToUpperInvariant(w[0]) + w[1..]));
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            text = char.ToLowerInvariant(otherwise[0]) + otherwise[1..] + text;
        return Unique(text.Length > MostCharacters ? text[..MostCharacters] : text);
    }

    /// <summary>The name of a class: "resnet18-v1" is Resnet18V1.</summary>
    public static string Class(string name)
    {
        string text = string.Concat(Words(name).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        text = text.Length == 0 || char.IsAsciiDigit(text[0]) ? "Model" + text : text;
        return Taken.Contains(text) ? text + "Network" : text;
    }

    /// <summary>Whether it can be the name of a class that calls the functions of tensors.</summary>
    public static bool IsClass(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Keywords.Contains(name) && !Taken.Contains(name);

    /// <summary>The name of a parameter in the network's files: letters, digits, _ and dots between them.</summary>
    public static string Parameter(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '.');
        string[] parts = [.. text.ToString().Split('.').Where(p => p.Any(char.IsAsciiLetterOrDigit))];
        return parts.Length == 0 ? "weight" : string.Join('.', parts);
    }

    /// <summary>The name, or with a number behind it if it is taken.</summary>
    public string Unique(string name)
    {
        if (Keywords.Contains(name))
            name += "Value";
        string unique = name;
        for (int i = next.GetValueOrDefault(name, 2); !used.Add(unique); next[name] = ++i)
            unique = char.IsAsciiDigit(name[^1]) ? $"{name}_{i}" : $"{name}{i}";
        return unique;
    }

    private static IEnumerable<string> Words(string name)
    {
        StringBuilder word = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0)
            yield return word.ToString();
    }
}
