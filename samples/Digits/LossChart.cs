using System.Text;
using DeepTrainer;

namespace Samples;

/// <summary>Losses over epochs, as text. The axis is logarithmic: late progress is as visible as early.</summary>
internal static class LossChart
{
    private const int Rows = 10;
    private const int MostColumns = 60;
    private const double SmallestLoss = 1e-9;

    public static string Render(IReadOnlyList<EpochResult> epochs)
    {
        double[] train = Logarithms(epochs.Select(epoch => epoch.TrainLoss));
        double[] validation = Logarithms(epochs.Select(epoch => epoch.ValidationLoss ?? double.NaN));
        double[] known = [.. train.Concat(validation).Where(double.IsFinite)];
        (double low, double high) = (known.Min(), known.Max());

        int columns = Math.Min(epochs.Count, MostColumns);
        char[][] canvas = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];
        for (int column = 0; column < columns; column++)
        {
            int epoch = columns == 1 ? 0 : column * (epochs.Count - 1) / (columns - 1);
            Mark(canvas, column, Row(train[epoch], low, high), '●');
            Mark(canvas, column, Row(validation[epoch], low, high), '○');
        }

        var text = new StringBuilder("loss   ● train  ○ validation  ◉ both\n");
        for (int row = 0; row < Rows; row++)
        {
            double loss = Math.Exp(high - (high - low) * row / (Rows - 1));
            text.Append($"{loss,7:G2} ┤").Append(new string(canvas[row]).TrimEnd()).Append('\n');
        }
        text.Append("        └").Append('─', columns).Append('\n');
        return text.Append($"         epoch 1 to {epochs.Count}\n").ToString();
    }

    private static double[] Logarithms(IEnumerable<double> losses) => [.. losses.Select(loss => Math.Log(Math.Max(loss, SmallestLoss)))];

    private static int? Row(double value, double low, double high)
    {
        if (!double.IsFinite(value))
            return null;
        return high > low ? (int)Math.Round((high - value) / (high - low) * (Rows - 1)) : 0;
    }

    private static void Mark(char[][] canvas, int column, int? row, char mark)
    {
        if (row is int r)
            canvas[r][column] = canvas[r][column] == ' ' ? mark : '◉';
    }
}
