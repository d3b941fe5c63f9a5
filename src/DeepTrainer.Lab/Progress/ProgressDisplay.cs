using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>Bars in a terminal, kept up to date from other threads until they are closed.</summary>
internal sealed class ProgressDisplay : IDisposable
{
    private const int BarWidth = 20;

    // The bar, a percentage as "100%", a time as "00:00:00", and a space after each.
    private const int WidthOfOthers = BarWidth + 1 + 4 + 1 + 8 + 1;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProgressContext> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _shown;
    private readonly IAnsiConsole _console;

    public ProgressDisplay(IAnsiConsole console, bool descriptionFirst)
    {
        _console = console;
        ProgressColumn[] bar = [new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new RemainingTimeColumn()];
        var description = new TaskDescriptionColumn { Alignment = Justify.Left };
        ProgressColumn[] columns = descriptionFirst ? [description, .. bar] : [.. bar, description];
        _shown = Task.Run(() => console.Progress().AutoRefresh(true).AutoClear(false).HideCompleted(false).Columns(columns).StartAsync(async context =>
        {
            _opened.SetResult(context);
            await _closed.Task.ConfigureAwait(false);
        }));
        // Where nothing can be shown (another display is open), that is an error of who asked for it.
        if (Task.WhenAny(_opened.Task, _shown).GetAwaiter().GetResult() == _shown)
            _shown.GetAwaiter().GetResult();
    }

    /// <summary>Whether a console can show bars: it is a terminal, and the usual one is no build server's (environment variable CI).</summary>
    public static bool IsPossible(IAnsiConsole console) => console.Profile.Capabilities is { Interactive: true, Ansi: true }
        && !(ReferenceEquals(console, AnsiConsole.Console) && Environment.GetEnvironmentVariable("CI") is { Length: > 0 });

    public ProgressTask Add(string description, double most) => _opened.Task.GetAwaiter().GetResult().AddTask(Fitting(description), maxValue: most);

    /// <summary>Says something else beside a bar: a text, of which as much is shown as there is room for, and its end, which always is.</summary>
    public void Describe(ProgressTask task, string description, string end = "") => task.Description = Fitting(description, end);

    public void Dispose()
    {
        _closed.TrySetResult();
        _shown.GetAwaiter().GetResult();
    }

    // What is too long would take the bar's room, and be wrapped.
    private string Fitting(string description, string end = "")
    {
        int room = Math.Max(1, _console.Profile.Width - WidthOfOthers - end.Length);
        return Markup.Escape((description.Length > room ? description[..(room - 1)] + "…" : description) + end);
    }
}
