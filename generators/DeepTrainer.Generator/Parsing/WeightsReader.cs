using System.Text;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Files of weights that the project embeds → their tensors' names and shapes: the JSON header of safetensors, of which the numbers aren't read.</summary>
internal static class WeightsReader
{
    /// <summary>The metadata by which a file is known to be one of weights: what attributes call it.</summary>
    public const string Metadata = "build_metadata.AdditionalFiles.NetworkWeights";

    // The limit of the format's reference implementation.
    private const int MostBytes = 100_000_000;

    /// <summary>What an additional file is called; null if it is none of weights.</summary>
    public static string? NameOf(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(Metadata, out string? name) && name.Length > 0 ? name : null;

    /// <summary>Reads a file's header.</summary>
    public static WeightsFile Read(string path, string name)
    {
        try
        {
            // A text for the compiler would be the whole file with all its numbers.
#pragma warning disable RS1035
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
#pragma warning restore RS1035
            byte[] length = new byte[sizeof(long)];
            Fill(file, length);
            long bytes = BitConverter.ToInt64(length, 0);
            if (bytes < 2 || bytes > MostBytes || bytes > file.Length - length.Length)
                return Broken($"it is no safetensors file: its header can't have {bytes} bytes");
            byte[] header = new byte[bytes];
            Fill(file, header);
            return new(name, new JsonHeader(Encoding.UTF8.GetString(header)).Tensors().OrderBy(t => t.Name, StringComparer.Ordinal).ToEquatableArray(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Broken($"it can't be read: {e.Message}");
        }
        catch (FormatException e)
        {
            return Broken($"it is no safetensors file: {e.Message}");
        }

        WeightsFile Broken(string why) => new(name, [], why);
    }

    private static void Fill(Stream stream, byte[] bytes)
    {
        for (int at = 0, read; at < bytes.Length; at += read)
        {
            read = stream.Read(bytes, at, bytes.Length - at);
            if (read == 0)
                throw new EndOfStreamException("it is cut off");
        }
    }

    /// <summary>The header's JSON, as far as it tells of tensors.</summary>
    private sealed class JsonHeader(string text)
    {
        private int at;

        public List<FileEntry> Tensors()
        {
            List<FileEntry> tensors = [];
            Members(name =>
            {
                string type = "", shape = "";
                bool isTensor = name != "__metadata__";
                Members(key =>
                {
                    if (isTensor && key == "dtype")
                        type = String();
                    else if (isTensor && key == "shape")
                        shape = $"[{string.Join(", ", Numbers())}]";
                    else
                        Skip();
                });
                if (isTensor)
                    tensors.Add(new(name, type, shape));
            });
            return tensors.GroupBy(t => t.Name).All(g => g.Count() == 1) ? tensors : throw new FormatException("a name stands there twice");
        }

        private void Members(Action<string> member)
        {
            Take('{');
            if (TryTake('}'))
                return;
            do
            {
                string name = String();
                Take(':');
                member(name);
            }
            while (TryTake(','));
            Take('}');
        }

        private List<string> Numbers()
        {
            List<string> numbers = [];
            Take('[');
            while (!TryTake(']'))
            {
                Space();
                int start = at;
                while (at < text.Length && char.IsDigit(text[at]))
                    at++;
                if (at == start)
                    throw Wrong("a number");
                numbers.Add(text.Substring(start, at - start));
                TryTake(',');
            }
            return numbers;
        }

        private void Skip()
        {
            Space();
            if (at < text.Length && text[at] == '"')
                String();
            else
                Numbers();
        }

        private string String()
        {
            Take('"');
            StringBuilder value = new();
            while (at < text.Length && text[at] != '"')
            {
                char c = text[at++];
                if (c == '\\' && at < text.Length)
                    c = Escaped(text[at++]);
                value.Append(c);
            }
            Take('"', skipsSpace: false);
            return value.ToString();
        }

        private char Escaped(char c)
        {
            if (c != 'u')
                return c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => c };
            if (at + 4 > text.Length || !ushort.TryParse(text.Substring(at, 4), System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture, out ushort code))
                throw Wrong("four hexadecimal digits");
            at += 4;
            return (char)code;
        }

        private void Space()
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r')
                at++;
        }

        private bool TryTake(char c)
        {
            Space();
            if (at >= text.Length || text[at] != c)
                return false;
            at++;
            return true;
        }

        private void Take(char c, bool skipsSpace = true)
        {
            if (skipsSpace)
                Space();
            if (at >= text.Length || text[at] != c)
                throw Wrong($"'{c}'");
            at++;
        }

        private FormatException Wrong(string expected) => new($"character {at + 1} of its header is not {expected}");
    }
}
