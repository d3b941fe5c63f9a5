using System.Collections.Immutable;
using System.Globalization;

namespace DeepTrainer.Lab;

/// <summary>All that a run's result depends on, by name, so that a rerun knows which results are its own and can say what has changed.</summary>
internal static class RunConfiguration
{
    public static ImmutableSortedDictionary<string, string> Of(ExperimentData data, Variant variant, int seed, ExperimentOptions options, Objective objective) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["declaration"] = variant.Declaration.Hash,
            ["network as made"] = Fingerprint.Of(variant.Made(seed)),
            ["settings"] = string.Join(", ", variant.Settings.Where(s => s.Key is not (Variant.Epochs or Variant.BatchSize)).Select(s => $"{s.Key} = {Text(s.Value)}")),
            ["epochs"] = Text(variant.WholeSetting(Variant.Epochs, options.Epochs)),
            ["batch size"] = Text(variant.WholeSetting(Variant.BatchSize, options.BatchSize)),
            ["seed"] = Text(seed),
            ["samples"] = data.Fingerprint,
            ["parts"] = data.Division,
            ["metrics"] = string.Join(", ", options.Metrics.Select(m => m.Name)),
            ["compared by"] = objective.Name,
            ["notes"] = options.Notes,
        });

    /// <summary>What is different, in words; nothing if nothing is.</summary>
    public static string[] Changes(ImmutableSortedDictionary<string, string> there, ImmutableSortedDictionary<string, string> now) =>
    [
        .. from name in there.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
           let old = there.GetValueOrDefault(name, "") let current = now.GetValueOrDefault(name, "")
           where old != current
           select $"{name}: {Shown(old)} there, {Shown(current)} now",
    ];

    private static string Shown(string text) => text.Length == 0 ? "none" : text;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
