using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepTrainer.Lab;

/// <summary>A comparison as a table for terminals.</summary>
internal static class ComparisonTable
{
    // Where nothing tells a width (a file, a pipe), lines are as long as they need to be.
    private const int Wide = 200;

    // Which columns a narrow terminal does without, first to last: names, results and verdicts always stay.
    private static readonly string[][] s_expendable = [["memory"], ["weights"], ["epoch"], ["runs"], ["95 % from", "to"], ["p"], ["± s.d."]];

    public static void Write(Comparison comparison, IAnsiConsole console)
    {
        int width = console.Profile.Width;
        try
        {
            if (!console.Profile.Out.IsTerminal)
                console.Profile.Width = Math.Max(width, Wide);
            (Table table, string[] leftOut) = Fitting(comparison, console);
            console.Write(table);
            if (leftOut.Length > 0)
                console.WriteLine(Numbers.Text($"left out in {console.Profile.Width} columns: {string.Join(", ", leftOut)}"));
            console.WriteLine(comparison.Method);
            if (comparison.Runs.Select(run => run.Machine).Distinct().Count() is > 1 and var machines)
                console.WriteLine(Numbers.Text($"The runs are of {machines} machines or versions, whose times can't be compared; the report lists them."));
            foreach (RunResult run in comparison.Runs.Where(run => run.HasDiverged))
                console.WriteLine(Numbers.Text($"diverged: {run.Variant}, seed {run.Seed}: {run.Diverged}"));
        }
        finally
        {
            console.Profile.Width = width;
        }
    }

    public static string Text(Comparison comparison)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        Write(comparison, AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        }));
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static (Table Table, string[] LeftOut) Fitting(Comparison comparison, IAnsiConsole console)
    {
        RenderOptions options = RenderOptions.Create(console, console.Profile.Capabilities);
        for (int count = 0; ; count++)
        {
            string[] leftOut = [.. s_expendable.Take(count).SelectMany(names => names)];
            Table table = Of(comparison, leftOut);
            if (count == s_expendable.Length || ((IRenderable)table).Measure(options, int.MaxValue / 2).Max <= console.Profile.Width)
                return (table, leftOut);
        }
    }

    private static Table Of(Comparison comparison, string[] leftOut)
    {
        Column[] columns = [.. Columns(comparison.Experiment.Objective).Where(column => !leftOut.Contains(column.Name))];
        Table table = new() { Title = new(Markup.Escape(comparison.Experiment.Options.Name)), Border = TableBorder.Simple };
        foreach (Column column in columns)
        {
            var shown = new Spectre.Console.TableColumn(Markup.Escape(column.Name));
            table.AddColumn(column.IsNumber ? shown.RightAligned().NoWrap() : shown);
        }
        foreach (VariantResult variant in comparison.Variants)
            table.AddRow([.. columns.Select(column => new Markup(column.Cell(variant)))]);
        return table;
    }

    private static Column[] Columns(Objective objective) =>
    [
        new("variant", v => Markup.Escape(v.Variant.Name), IsNumber: false),
        new(objective.Name, v => Numbers.Value(objective, v.Value.Mean)),
        new("± s.d.", v => Numbers.Value(objective, v.Value.Deviation)),
        new("difference", v => Numbers.Difference(objective, v.Difference?.MeanDifference ?? double.NaN)),
        new("95 % from", v => Numbers.Difference(objective, v.Difference?.Low ?? double.NaN)),
        new("to", v => Numbers.Difference(objective, v.Difference?.High ?? double.NaN)),
        new("p", v => Numbers.P(v.Difference?.PValue ?? double.NaN)),
        new("p (Holm)", v => Numbers.P(v.AdjustedPValue)),
        new("verdict", v => $"[{Colour(v.Verdict)}]{Markup.Escape(v.VerdictText)}[/]", IsNumber: false),
        new("runs", v => Numbers.Text($"{v.Value.Count}/{v.Runs.Length}")),
        new("epoch", v => Numbers.Seconds(v.SecondsPerEpoch)),
        new("weights", v => Numbers.Text($"{v.Runs[0].Parameters:N0}")),
        new("memory", v => Numbers.Bytes(v.Runs[0].MemoryBytes)),
    ];

    private static string Colour(Verdict verdict) => verdict switch { Verdict.Better => "green", Verdict.Worse => "red", _ => "default" };

    private sealed record Column(string Name, Func<VariantResult, string> Cell, bool IsNumber = true);
}
