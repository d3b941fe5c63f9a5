using System.Globalization;
using DeepTrainer.Onnx;

namespace DeepTrainer.Tool;

/// <summary>What options say: <c>x:1x512</c>, <c>N=16</c>, <c>sr=16000</c>. Names may hold any character; what is behind the last sign counts.</summary>
internal static class OptionTexts
{
    public static void AddInput(OnnxImportOptions options, string text)
    {
        (string name, string extents) = Parted(text, ':', "--input x:1x512");
        options.Inputs[name] = [.. extents.Length == 0 ? [] : extents.Split('x')
            .Select(e => int.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) && extent > 0 ? extent
            : throw new FormatException($"--input {text}: '{e}' is no extent; write the shape as in --input x:1x512."))];
    }

    public static void AddDimension(OnnxImportOptions options, string text)
    {
        (string name, string extent) = Parted(text, '=', "--dimension N=16");
        options.Dimensions[name] = int.TryParse(extent, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
            : throw new FormatException($"--dimension {text}: '{extent}' is no extent; write it as in --dimension N=16.");
    }

    public static void AddConstant(OnnxImportOptions options, string text)
    {
        (string name, string values) = Parted(text, '=', "--constant sr=16000");
        options.Constants[name] = [.. values.Split(',').Select(v => v.Trim().ToUpperInvariant() switch
        {
            "TRUE" => 1,
            "FALSE" => 0,
            var number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
                : throw new FormatException($"--constant {text}: '{v}' is no number; write it as in --constant sr=16000."),
        })];
    }

    public static void AddStream(OnnxImportOptions options, string text)
    {
        (string state, string next) = Parted(text, '=', "--stream state=stateN");
        options.Streams[state] = next;
    }

    private static (string Name, string Value) Parted(string text, char sign, string example)
    {
        int at = text.LastIndexOf(sign);
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new FormatException($"'{text}' should be written as in {example}.");
    }
}
