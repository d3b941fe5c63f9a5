using System.Globalization;
using System.Xml.Linq;
using DeepTrainer.Lab;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Samples;

/// <summary>Reads reports as a program does, and opens one as a person does.</summary>
internal static class ReportCheck
{
    private const int Phone = 390, Desk = 1200;

    /// <summary>
    /// What is wrong with the report of a comparison, read as XML; nothing if its numbers are those of the comparison and it needs no other file.
    /// </summary>
    public static IEnumerable<string> Read(Comparison comparison)
    {
        string text = File.ReadAllText(comparison.ReportPath!);
        XElement page = XElement.Parse(text[text.IndexOf('\n', StringComparison.Ordinal)..]);
        double[] means = [.. page.Descendants("td").Where(td => td.Attribute("data-kind")?.Value == "mean").Select(td => Number(td.Attribute("data-value")!.Value))];
        if (!means.SequenceEqual(comparison.Variants.Select(v => v.Value.Mean)))
            yield return "its means are not those of the comparison";
        foreach (XAttribute source in page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" && !a.Value.StartsWith("data:", StringComparison.Ordinal)))
            yield return $"it needs {source.Value}";
    }

    /// <summary>The same in Chromium, on a desk and on a phone, in light and in dark. Null where there is no Chromium.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="picture">Where to save a picture of the page; null for nowhere.</param>
    public static async Task<List<string>?> Look(Comparison comparison, string? picture)
    {
        if (Chromium.Find() is not { } program)
            return null;
        await using IBrowser chromium = await Chromium.Start(program, Desk, 900);
        List<string> faults = [];
        IPage page = await Chromium.NewPage(chromium, faults);
        await page.GoToAsync(new Uri(comparison.ReportPath!).AbsoluteUri);

        double[] means = await page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('#summary td[data-kind=mean]')].map(td => Number(td.dataset.value))");
        if (!means.SequenceEqual(comparison.Variants.Select(v => v.Value.Mean)))
            faults.Add($"shown are the means {string.Join(", ", means)}");
        int lines = await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('#curve-value polyline')].filter(line => "
            + "line.getBoundingClientRect().width > 300).length");
        if (lines != comparison.Variants.Length)
            faults.Add($"{lines} of {comparison.Variants.Length} curves can be seen");
        await page.EvaluateExpressionAsync("document.querySelector('#variant-0').open = true");
        if (!await page.EvaluateExpressionAsync<bool>("[...document.querySelectorAll('#variant-0 img')].every(img => img.complete && "
            + "img.naturalWidth > 0 && img.clientWidth > 100)"))
            faults.Add("the picture of weights can't be seen");
        if (picture is not null)
            await page.ScreenshotAsync(picture, new ScreenshotOptions { Clip = new Clip { Width = Desk, Height = 1000 } });

        string light = await Paper(page);
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "dark" }]);
        if (await Paper(page) == light)
            faults.Add($"dark mode is as light as the other: {light}");
        await page.SetViewportAsync(new ViewPortOptions { Width = Phone, Height = 800, IsMobile = true });
        int width = await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth");
        if (width > Phone)
        {
            string[] wide = await page.EvaluateFunctionAsync<string[]>(
                "phone => [...document.querySelectorAll('*')].filter(e => !e.closest('.scroll') && e.scrollWidth > phone).map(e => e.tagName + ' ' + e.id)", Phone);
            faults.Add($"on a phone of {Phone} pixels the page is {width} wide: {string.Join(", ", wide)}");
        }
        byte[] seen = await page.ScreenshotDataAsync();
        if (seen.Length < 5000)
            faults.Add("on a phone there is hardly anything to see");
        return faults;
    }

    private static Task<string> Paper(IPage page) => page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
