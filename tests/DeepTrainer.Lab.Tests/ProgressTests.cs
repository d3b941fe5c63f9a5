using System.Text.RegularExpressions;
using Spectre.Console;

namespace DeepTrainer.Lab.Tests;

/// <summary>What is shown while training goes on, in a terminal and elsewhere.</summary>
public sealed partial class ProgressTests
{
    private static readonly ExperimentOptions Small = new() { Seeds = 2, Epochs = 2, Name = "[curious] & name" };

    [Fact]
    public void InATerminal_TrainingIsABar()
    {
        using StringWriter written = new();
        using ConsoleProgress progress = new(Console(written, isTerminal: true));
        Train(progress);
        string text = Plain(written);
        Assert.Matches(@"100% 00:00:00 epoch 4/4, loss [0-9.]+, validation loss [0-9.]+, accuracy [0-9.]+ %", text);
        Assert.Contains("━━━━", text, StringComparison.Ordinal);
    }

    // Of what doesn't fit, the end is left out: neither the bar nor the time is made narrower, and no line is wrapped.
    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void InANarrowTerminal_BarsKeepTheirPlace(int width)
    {
        using StringWriter written = new();
        IAnsiConsole console = Console(written, isTerminal: true);
        console.Profile.Width = width;
        using ConsoleProgress progress = new(console);
        Trainer<WithRelu> trainer = new(new(1)) { Metrics = [Metric.F1(), Metric.RocAuc(), Metric.TopK(2)] };
        trainer.Fit(Points.Of(60, 1), Points.Of(51, 2), epochs: 4, callbacks: [progress]);
        string[] lines = [.. Plain(written).Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0)];
        Assert.All(lines, line => Assert.Matches(@"^━{20} +[0-9]+% (\d\d:\d\d:\d\d|--:--:--) \S.*$", line));
        Assert.Matches(@"^━{20} 100% 00:00:00 epoch 4/4, loss .*…$", lines[^1]);
    }

    [Fact]
    public void InANarrowTerminal_LongNamesAreCut_AndResultsAreNot()
    {
        using StringWriter written = new();
        IAnsiConsole console = Console(written, isTerminal: true);
        console.Profile.Width = 70;
        using ConsoleRuns runs = new(console);
        string name = "LearningRate=0.0128 Width=33 Activation=Tanh Optimizer=Adam";
        Experiment.Compare(Points.Data, [Variant.Of<WithRelu>(name), Variant.Of<WithTanh>()], Small with { Progress = runs });
        Assert.Matches(@"LearningRate=0\.0[^━]*… [0-9.]+ % ━{20} 100%", Plain(written));
    }

    // Build servers that show what a terminal would be given keep each of a bar's lines.
    [Fact]
    public void OnABuildServer_TheUsualConsoleHasLines_AndOneOfOnesOwnIsAskedItself()
    {
        using StringWriter written = new();
        (IAnsiConsole before, string? server) = (AnsiConsole.Console, Environment.GetEnvironmentVariable("CI"));
        try
        {
            AnsiConsole.Console = Console(written, isTerminal: true);
            Environment.SetEnvironmentVariable("CI", "true");
            using ConsoleProgress progress = new();
            Train(progress);
            Assert.StartsWith("epoch 1/4: loss ", written.ToString(), StringComparison.Ordinal);
            using ConsoleProgress own = new(Console(written, isTerminal: true));
            Train(own);
            Assert.Contains("━━━━", written.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            AnsiConsole.Console = before;
            Environment.SetEnvironmentVariable("CI", server);
        }
    }

    [Fact]
    public void Elsewhere_TrainingIsALineAnEpoch()
    {
        using StringWriter written = new();
        using ConsoleProgress progress = new(Console(written, isTerminal: false));
        Train(progress);
        string[] lines = written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, (line, i) => Assert.Matches($"^epoch {i + 1}/4: loss [0-9.]+, validation loss [0-9.]+, validation accuracy [0-9.]+ %", line));
    }

    [Fact]
    public void ABar_IsClosed_WhenTrainingEndsByAnException()
    {
        using StringWriter written = new();
        IAnsiConsole console = Console(written, isTerminal: true);
        using ConsoleProgress progress = new(console);
        WithPrelu network = new(1) { LearningRate = 1e30f };
        Assert.Throws<TrainingDivergedException>(() => new Trainer<WithPrelu>(network).Fit(Points.Of(60, 1), callbacks: [progress]));
        // Only one display can be open at a time.
        Train(progress);
        Assert.Contains("epoch 4/4", Plain(written), StringComparison.Ordinal);
    }

    [Fact]
    public void InATerminal_AnExperimentIsABarForEachVariant()
    {
        using StringWriter written = new();
        using ConsoleRuns runs = new(Console(written, isTerminal: true));
        Experiment.Compare<WithRelu, WithTanh>(Points.Data, Small with { Progress = runs });
        string text = Plain(written);
        Assert.Matches(@"all runs +━+ +100%", text);
        Assert.Matches(@"WithTanh [0-9.]+ % ━+ +100%", text);
    }

    [Fact]
    public void Elsewhere_AnExperimentIsALineARun_AndSaysWhatIsDoneAlready()
    {
        string folder = Points.Folder();
        ExperimentOptions options = Small with { Folder = folder };
        new Experiment(Points.Data, [Variant.Of<WithRelu>(), Variant.Of<WithTanh>()], options).Runs[0].Execute();
        using StringWriter written = new();
        using ConsoleRuns runs = new(Console(written, isTerminal: false));
        Experiment.Compare<WithRelu, WithTanh>(Points.Data, options with { Progress = runs, Parallelism = 1 });
        string[] lines = written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("[curious] & name: 1 of 4 runs are done already", lines[0]);
        Assert.Matches(@"^\[1/3\] WithTanh, seed 1: accuracy [0-9.]+ %, .* left$", lines[1]);
        Assert.Matches(@"^\[3/3\] WithTanh, seed 2: accuracy [0-9.]+ %, [0-9.]+ (s|ms|µs)$", lines[3]);
        Assert.Equal(4, lines.Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void TheTable_HasALineForEachVariant_AndAsMuchRoomAsItNeedsInAFile()
    {
        using StringWriter written = new();
        Comparison comparison = Experiment.Compare<WithRelu, WithTanh>(Points.Data, Small);
        comparison.Print(Console(written, isTerminal: false));
        Assert.Contains("[curious] & name", written.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"WithRelu +[0-9.]+ % +[0-9.]+ % +– +– +– +– +– +baseline +2/2", written.ToString());
        Assert.Contains("paired t-test, over 2 seeds against WithRelu, two-sided, p after Holm's correction, significant below 0.05", written.ToString(), StringComparison.Ordinal);
    }

    // Names, results and verdicts stay in one line each, and what is left out is said.
    [Fact]
    public void InANarrowTerminal_TheTableDoesWithoutColumns()
    {
        using TerminalText written = new();
        AnsiConsoleSettings settings = new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = written };
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Profile.Width = 80;
        Experiment.Compare<WithRelu, WithTanh>(Points.Data, Small).Print(console);
        string text = written.ToString();
        Assert.Matches(@"variant +accuracy +± s\.d\. +difference +p \(Holm\) +verdict *\n", text);
        Assert.Matches(@"WithRelu +[0-9.]+ % +[0-9.]+ % +– +– +baseline *\n", text);
        Assert.Contains("left out in 80 columns: memory, weights, epoch, runs, 95 % from, to, p\n", text, StringComparison.Ordinal);
    }

    private sealed class TerminalText : IAnsiConsoleOutput, IDisposable
    {
        private readonly StringWriter _text = new() { NewLine = "\n" };

        public TextWriter Writer => _text;

        public bool IsTerminal => true;

        public int Width => 80;

        public int Height => 25;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }

        public void Dispose() => _text.Dispose();

        public override string ToString() => _text.ToString();
    }

    private static void Train(Callback progress) => new Trainer<WithRelu>(new(1)).Fit(Points.Of(60, 1), Points.Of(51, 2), epochs: 4, callbacks: [progress]);

    private static IAnsiConsole Console(StringWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (isTerminal)
            console.Profile.Width = 160;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string Plain(StringWriter written) => EscapeSequence().Replace(written.ToString(), "");

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex EscapeSequence();
}
