using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>Bars in a terminal, kept up to date from other threads until they are closed.</summary>
internal sealed class ProgressDisplay : IDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProgressContext> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _shown;

    public ProgressDisplay(IAnsiConsole console, params ProgressColumn[] columns)
    {
        _shown = Task.Run(() => console.Progress().AutoRefresh(true).AutoClear(false).HideCompleted(false).Columns(columns).StartAsync(async context =>
        {
            _opened.SetResult(context);
            await _closed.Task.ConfigureAwait(false);
        }));
        // Where nothing can be shown (another display is open), that is an error of who asked for it.
        if (Task.WhenAny(_opened.Task, _shown).GetAwaiter().GetResult() == _shown)
            _shown.GetAwaiter().GetResult();
    }

    /// <summary>Whether a console can show bars: it is a terminal, and no build server's.</summary>
    public static bool IsPossible(IAnsiConsole console) => console.Profile.Capabilities is { Interactive: true, Ansi: true };

    public ProgressTask Add(string description, double most) => _opened.Task.GetAwaiter().GetResult().AddTask(description, maxValue: most);

    public void Dispose()
    {
        _closed.TrySetResult();
        _shown.GetAwaiter().GetResult();
    }
}
