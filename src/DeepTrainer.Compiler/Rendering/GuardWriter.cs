namespace DeepTrainer.Compiler.Rendering;

/// <summary>How a method tells the network's guard what it does: blocks around the work.</summary>
internal static class GuardWriter
{
    /// <summary>Work that reads weights and is too short to be counted.</summary>
    public static IDisposable Glance(CodeWriter writer, string network, string use)
    {
        writer.Line($"int version = guard.BeginGlance(nameof({network}), rt::Use.{use});");
        return new Last(() => writer.Line($"guard.EndGlance(version, nameof({network}), rt::Use.{use});"));
    }

    /// <summary>Work that reads weights, and what ends it.</summary>
    public static IDisposable Reading(CodeWriter writer, string network, string use, string end) => Whole(writer, "Reading", network, use, end);

    /// <summary>Work that changes weights.</summary>
    public static IDisposable Change(CodeWriter writer, string network, string use) => Whole(writer, "Change", network, use, null);

    private static Last Whole(CodeWriter writer, string kind, string network, string use, string? end)
    {
        writer.Line($"guard.Begin{kind}(nameof({network}), rt::Use.{use});");
        IDisposable block = writer.Block("try");
        return new Last(() =>
        {
            block.Dispose();
            using (writer.Block("finally"))
            {
                if (end is not null)
                    writer.Line(end);
                writer.Line($"guard.End{kind}({(kind == "Reading" ? $"rt::Use.{use}" : "")});");
            }
        });
    }

    private sealed class Last(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
