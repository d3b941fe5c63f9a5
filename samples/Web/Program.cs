using System.Text;
using Samples;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

switch (args)
{
    case ["--serve"]:
        await using (Site site = await Site.Start("http://localhost:5080"))
        {
            Console.WriteLine($"{site.Address} — Ctrl+C ends it.");
            await site.WaitForEnd();
        }
        return 0;
    case [] or ["--picture", _]:
        return await SelfCheck.Run(args is [_, var picture] ? picture : null);
    case ["--node"]:
        return await SelfCheck.RunWithoutBrowser("it was asked for");
    default:
        Console.Error.WriteLine($"""
            Web: '{string.Join(' ', args)}' isn't known.
              (nothing)            opens the page in Chromium, without a window: draws digits, trains, and checks what it says
              --picture page.png   the same, and takes a picture of the page
              --node               checks the page's code under Node, without a browser
              --serve              serves the page at http://localhost:5080
            """);
        return 2;
}
