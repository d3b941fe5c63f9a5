using System.Diagnostics;
using System.Globalization;

namespace Samples;

/// <summary>Uses the page as a person does, and checks what it says.</summary>
internal static class SelfCheck
{
    private const double Sane = 95;
    private const int SaneDrawings = 8;

    public static async Task<int> Run(string? picture)
    {
        if (Chromium.Find() is not { } program)
            return await RunWithoutBrowser("no Chromium was found on the PATH or in CHROME_BIN (Debian: apt-get install chromium)");

        await using Site site = await Site.Start("http://127.0.0.1:0");
        var watch = Stopwatch.StartNew();
        await using Browser browser = await Browser.Open(program, site.Address + "/?seed=1");
        await browser.WaitFor("state", "Trained before");
        Console.WriteLine($"Chromium has opened the page and the page has read its images after {watch.Elapsed.TotalSeconds:F1} s.");
        double given = Percent(await browser.Text("accuracy"));
        int drawings = await DrawAll(browser, "the network that the page came with");

        watch.Restart();
        await browser.Click("train");
        await browser.WaitFor("state", "Training");
        await browser.WaitFor("state", "Trained in this page");
        double trained = Percent(await browser.Text("accuracy")), loss = double.Parse(await browser.Text("lossValue"), CultureInfo.InvariantCulture);
        Console.WriteLine($"Trained in the page: {await browser.Text("epochs")} epochs in {watch.Elapsed.TotalSeconds:F1} s, loss {loss:F3}, "
            + $"{trained:F1} % of unseen digits (before: {given:F1} %)");
        int drawingsAfter = await DrawAll(browser, "the network trained in the page");

        await browser.Click("measure");
        await browser.WaitFor("times", "Prediction");
        Console.WriteLine(await browser.Text("times"));
        if (picture is not null)
        {
            await browser.Draw(3);
            await browser.Picture(picture);
        }
        foreach (string fault in browser.Faults)
            Console.WriteLine($"The page's console: {fault}");
        return Result(Math.Min(given, trained), Math.Min(drawings, drawingsAfter), loss, browser.Faults.Count == 0, "in Chromium");
    }

    /// <summary>The same with the page's code alone: nothing is clicked or seen.</summary>
    public static async Task<int> RunWithoutBrowser(string reason)
    {
        Console.WriteLine($"NOTE: Web: {reason}; the page's code is checked under Node, without drawing by mouse and without a picture.");
        IEnumerable<string> drawings = Enumerable.Range(0, 10).Select(digit => string.Join(' ', Handwriting.Strokes(digit).SelectMany(
            stroke => stroke.SelectMany(point => (double[])[point.X * 200, point.Y * 200]).Concat([double.NaN, double.NaN]))
                .Select(x => x.ToString(CultureInfo.InvariantCulture))));
        ProcessStartInfo start = new("node") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add("check.mjs");
        string answer;
        try
        {
            using Process node = Process.Start(start)!;
            await node.StandardInput.WriteAsync(string.Join('\n', drawings));
            node.StandardInput.Close();
            answer = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("Web: there is neither Chromium nor Node to run the page — FAILED");
            return 1;
        }
        Console.Write(answer);
        string[] line = answer.Split('\n').LastOrDefault(text => text.StartsWith("result ", StringComparison.Ordinal))?.Split(' ') ?? [];
        if (line is not [_, var given, var trained, var right, var rightAfter, var loss])
        {
            Console.Error.WriteLine("Web: the page's code ended without a result under Node — FAILED");
            return 1;
        }
        return Result(Math.Min(Percent(given), Percent(trained)), Math.Min((int)Percent(right), (int)Percent(rightAfter)), Percent(loss), true, "under Node");
    }

    private static int Result(double accuracy, int drawings, double loss, bool hasNoFaults, string where)
    {
        bool isSane = accuracy >= Sane && drawings >= SaneDrawings && loss < 0.5 && hasNoFaults;
        (isSane ? Console.Out : Console.Error).WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Web: {accuracy:F1} % of unseen digits and {drawings} of 10 drawings {where} — {(isSane ? "OK" : "FAILED")}"));
        return isSane ? 0 : 1;
    }

    private static async Task<int> DrawAll(Browser browser, string network)
    {
        string[] taken = new string[10];
        for (int digit = 0; digit < taken.Length; digit++)
            taken[digit] = await browser.Draw(digit);
        int right = taken.Where((text, digit) => text == digit.ToString(CultureInfo.InvariantCulture)).Count();
        Console.WriteLine($"0 to 9 drawn, {network} takes them for {string.Join(", ", taken)}: {right} of 10");
        return right;
    }

    private static double Percent(string text) => double.Parse(text.TrimEnd('%', ' '), CultureInfo.InvariantCulture);
}
