using System.Text;
using DeepTrainer;

namespace Samples;

/// <summary>Tables of measurements; embedded, so that there is nothing to download.</summary>
internal static class Tables
{
    public const string Source = "Iris, Wine and Breast Cancer Wisconsin (Diagnostic), UCI Machine Learning Repository, CC BY 4.0;\n      Palmer "
        + "Penguins, K. Gorman and Palmer Station LTER, CC0";

    /// <summary>Reads a table: below a line with the numbers of rows and columns and the names of the classes, a line a sample.</summary>
    public static Dataset Load(string name)
    {
        using Stream file = typeof(Tables).Assembly.GetManifestResourceStream($"{name}.csv")!;
        using var text = new StreamReader(file);
        string[] head = text.ReadLine()!.Split(',');
        Dataset data = Dataset.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(text.ReadToEnd())), source: name);
        return Dataset.FromLabels(data.Inputs.ToArray(), data.InputShape.AsSpan(), data.Labels.ToArray(), [.. head[2..]]);
    }

    /// <summary>
    /// Penguins with texts and missing values: measurements and species are what their values are, numbers and one-hot. Those whose sex
    /// isn't known ("NA", and "." once) are left out.
    /// </summary>
    public static TableData LoadPenguins()
    {
        TableOptions options = new() { MissingMarks = ["NA", "."], Missing = Missing.Mean, Columns = [TableColumn.Label("sex"), TableColumn.Index("island")] };
        using Stream file = typeof(Tables).Assembly.GetManifestResourceStream("penguins.csv")!;
        TableData all = TableData.Read(file, options, "penguins");
        return all.Subset([.. Enumerable.Range(0, all.Count).Where(row => !options.MissingMarks.Contains(all[row, "sex"]))]);
    }
}
