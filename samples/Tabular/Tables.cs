using System.Text;
using DeepTrainer;

namespace Samples;

/// <summary>Three tables of measurements; embedded, so that there is nothing to download.</summary>
internal static class Tables
{
    public const string Source = "Iris, Wine and Breast Cancer Wisconsin (Diagnostic), UCI Machine Learning Repository, CC BY 4.0";

    /// <summary>Reads a table: below a line with the numbers of rows and columns and the names of the classes, a line a sample.</summary>
    public static Dataset Load(string name)
    {
        using Stream file = typeof(Tables).Assembly.GetManifestResourceStream($"{name}.csv")!;
        using var text = new StreamReader(file);
        string[] head = text.ReadLine()!.Split(',');
        Dataset data = Dataset.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(text.ReadToEnd())), source: name);
        return Dataset.FromLabels(data.Inputs.ToArray(), data.InputShape.AsSpan(), data.Labels.ToArray(), [.. head[2..]]);
    }
}
