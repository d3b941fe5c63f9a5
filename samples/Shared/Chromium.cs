using PuppeteerSharp;

namespace Samples;

/// <summary>Chromium without a window, for checks of pages.</summary>
internal static class Chromium
{
    /// <summary>The program, or null where none is installed.</summary>
    public static string? Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Environment.GetEnvironmentVariable("CHROME_BIN") is { Length: > 0 } chosen
            ? chosen
            : folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="width">The width of its pages.</param>
    /// <param name="height">Their height.</param>
    public static Task<IBrowser> Start(string program, int width, int height) => Puppeteer.LaunchAsync(new LaunchOptions
    {
        ExecutablePath = program,
        Headless = true,
        DefaultViewport = new ViewPortOptions { Width = width, Height = height },
        // Chromium's sandbox doesn't work for root, nor in most containers.
        Args = Environment.IsPrivilegedProcess ? ["--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage"] : ["--disable-gpu"],
    });

    /// <summary>An empty page.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="faults">Where its console's errors go.</param>
    public static async Task<IPage> NewPage(IBrowser chromium, List<string> faults)
    {
        IPage page = await chromium.NewPageAsync();
        page.PageError += (_, e) => faults.Add(e.Message);
        page.Console += (_, e) =>
        {
            if (e.Message.Type == ConsoleType.Error)
                faults.Add(e.Message.Text);
        };
        return page;
    }
}
