using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>A comparison as a table for terminals.</summary>
internal static class ComparisonTable
{
    // Where nothing tells a width (a file, a pipe), lines are as long as they need to be.
    private const int Wide = 200;

    public static void Write(Comparison comparison, IAnsiConsole console)
    {
        int width = console.Profile.Width;
        try
        {
            if (!console.Profile.Out.IsTerminal)
                console.Profile.Width = Math.Max(width, Wide);
            console.Write(Of(comparison));
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

    private static Table Of(Comparison comparison)
    {
        Objective objective = comparison.Experiment.Objective;
        Table table = new Table { Title = new(Markup.Escape(comparison.Experiment.Options.Name)), Border = TableBorder.Simple }
            .AddColumn("variant");
        foreach (string column in (string[])[objective.Name, "± s.d.", "difference", "95 % from", "to", "p", "p (Holm)"])
            table.AddColumn(new Spectre.Console.TableColumn(Markup.Escape(column)).RightAligned().NoWrap());
        table.AddColumn("verdict");
        foreach (string column in (string[])["runs", "epoch", "weights", "memory"])
            table.AddColumn(new Spectre.Console.TableColumn(column).RightAligned().NoWrap());
        foreach (VariantResult variant in comparison.Variants)
            table.AddRow([.. Cells(variant, objective).Select(cell => new Markup(cell))]);
        return table;
    }

    private static IEnumerable<string> Cells(VariantResult variant, Objective objective)
    {
        string colour = variant.Verdict switch { Verdict.Better => "green", Verdict.Worse => "red", _ => "default" };
        PairedDifference? difference = variant.Difference;
        RunResult first = variant.Runs[0];
        return
        [
            Markup.Escape(variant.Variant.Name),
            Numbers.Value(objective, variant.Value.Mean),
            Numbers.Value(objective, variant.Value.Deviation),
            Numbers.Difference(objective, difference?.MeanDifference ?? double.NaN),
            Numbers.Difference(objective, difference?.Low ?? double.NaN),
            Numbers.Difference(objective, difference?.High ?? double.NaN),
            Numbers.P(difference?.PValue ?? double.NaN),
            Numbers.P(variant.AdjustedPValue),
            $"[{colour}]{Markup.Escape(variant.VerdictText)}[/]",
            Numbers.Text($"{variant.Value.Count}/{variant.Runs.Length}"),
            Numbers.Seconds(variant.SecondsPerEpoch),
            Numbers.Text($"{first.Parameters:N0}"),
            Numbers.Bytes(first.MemoryBytes),
        ];
    }
}
