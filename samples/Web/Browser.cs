using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace Samples;

/// <summary>The page in Chromium, without a window, and a hand that draws in it.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const int Pad = 280, Margin = 40;

    private readonly IBrowser _chromium;
    private readonly IPage _page;

    private Browser(IBrowser chromium, IPage page, List<string> faults) => (_chromium, _page, Faults) = (chromium, page, faults);

    /// <summary>What went wrong in the page, as its console says.</summary>
    public List<string> Faults { get; }

    public static async Task<Browser> Open(string program, string address)
    {
        IBrowser chromium = await Chromium.Start(program, 980, 500);
        List<string> faults = [];
        IPage page = await Chromium.NewPage(chromium, faults);
        Browser browser = new(chromium, page, faults);
        await page.GoToAsync(address);
        return browser;
    }

    public Task<string> Text(string id) => _page.EvaluateFunctionAsync<string>("id => document.getElementById(id).textContent", id);

    public Task Click(string id) => _page.ClickAsync('#' + id);

    /// <summary>Waits until an element says what is expected.</summary>
    public Task WaitFor(string id, string says) => _page.WaitForFunctionAsync(
        "(id, says) => document.getElementById(id).textContent.includes(says)", new WaitForFunctionOptions { Timeout = 120_000 }, id, says);

    /// <summary>Clears the pad, draws a digit with the mouse, and returns what the page says that it is.</summary>
    public async Task<string> Draw(int digit)
    {
        await Click("clear");
        BoundingBox box = await (await _page.QuerySelectorAsync("#pad")).BoundingBoxAsync();
        foreach ((double X, double Y)[] stroke in Handwriting.Strokes(digit))
        {
            await MoveTo(stroke[0]);
            await _page.Mouse.DownAsync();
            foreach ((double X, double Y) point in stroke)
                await MoveTo(point);
            await _page.Mouse.UpAsync();
        }
        return await Text("digit");

        Task MoveTo((double X, double Y) point) => _page.Mouse.MoveAsync(
            box.X + Margin + ((decimal)point.X * (Pad - (2 * Margin))), box.Y + Margin + ((decimal)point.Y * (Pad - (2 * Margin))), new MoveOptions { Steps = 1 });
    }

    public Task Picture(string path) => _page.ScreenshotAsync(path);

    public async ValueTask DisposeAsync()
    {
        await _chromium.CloseAsync();
        await _chromium.DisposeAsync();
    }
}
