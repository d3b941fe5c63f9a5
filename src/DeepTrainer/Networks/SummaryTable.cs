using System.Globalization;
using System.Text;

namespace DeepTrainer;

/// <summary>Renders a network as a table, one layer a line.</summary>
internal static class SummaryTable
{
    private const string Gap = "  ";

    public static string Render(NetworkInfo network)
    {
        List<string[]> rows = [["Layer", "Declaration", "From", "Output", "Parameters"]];
        foreach (LayerInfo layer in network.Layers)
            rows.Add([layer.Name, layer.Description, FromText(network, layer), LayerInfo.Text(layer.OutputShape.AsSpan()), Number(layer.ParameterCount)]);

        int columns = rows[0].Length;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length))];
        string rule = new('-', widths.Sum() + Gap.Length * (columns - 1));

        var text = new StringBuilder();
        text.Append(network.Name).Append('\n').Append(rule).Append('\n');
        for (int row = 0; row < rows.Count; row++)
        {
            AppendRow(text, rows[row], widths);
            if (row == 0)
                text.Append(rule).Append('\n');
        }

        long parameters = network.ParameterCount;
        text.Append(rule).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Number(parameters)} parameters{Frozen(network)}, {Number(parameters * sizeof(float))} bytes\n");
        return text.ToString();
    }

    private static string Frozen(NetworkInfo network)
    {
        int trainable = network.TrainableParameterCount;
        return trainable == network.ParameterCount ? "" : $" ({Number(trainable)} trainable, {Number(network.ParameterCount - trainable)} frozen)";
    }

    // Most layers follow the one above; only the others are worth reading about.
    private static string FromText(NetworkInfo network, LayerInfo layer)
    {
        int index = network.Layers.IndexOf(layer);
        bool follows = layer.From.Length == 0 || (layer.From.Length == 1 && index > 0 && layer.From[0] == network.Layers[index - 1].Name);
        return follows ? "" : string.Join(", ", layer.From);
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        for (int column = 0; column < cells.Length - 1; column++)
            text.Append(cells[column].PadRight(widths[column])).Append(Gap);
        text.Append(cells[^1].PadLeft(widths[^1])).Append('\n');
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
