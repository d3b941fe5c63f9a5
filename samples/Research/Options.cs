namespace Samples;

/// <summary>What the command line asks for.</summary>
/// <param name="IsFull">Whether the whole study is done.</param>
/// <param name="Folder">Where results and reports are kept, and found again.</param>
/// <param name="Picture">Where a picture of the first report goes.</param>
internal sealed record Options(bool IsFull, string? Folder, string? Picture)
{
    public const string Usage = "usage: Research [full] [--folder runs] [--picture report.png]";

    /// <summary>Null if it isn't understood.</summary>
    public static Options? Parse(string[] arguments)
    {
        Options options = new(false, null, null);
        for (int i = 0; i < arguments.Length; i++)
        {
            bool hasValue = i + 1 < arguments.Length;
            switch (arguments[i])
            {
                case "full":
                    options = options with { IsFull = true };
                    break;
                case "--folder" when hasValue:
                    options = options with { Folder = arguments[++i] };
                    break;
                case "--picture" when hasValue:
                    options = options with { Picture = arguments[++i] };
                    break;
                default:
                    return null;
            }
        }
        return options;
    }
}
