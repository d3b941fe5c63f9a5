using System.Text;

namespace Samples;

/// <summary>What the console can do: a person's terminal, or a file, a pipe or a build server.</summary>
internal static class Terminal
{
    /// <summary>Whether lines can be written over.</summary>
    public static bool IsLive => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether somebody can be asked to draw, on a screen with room for it.</summary>
    public static bool IsInteractive => IsLive && !Console.IsInputRedirected
        && Console.WindowHeight > DrawingPad.Height && Console.WindowWidth > DrawingPad.Width;

    public static void UseUnicode()
    {
        // Elsewhere UTF-8 is the default, and setting it again would write a byte order mark into redirected output.
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
            Console.OutputEncoding = Encoding.UTF8;
    }
}
