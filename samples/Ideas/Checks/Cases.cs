using System.Reflection;

namespace Samples.Checks;

/// <summary>All ideas.</summary>
internal static class Cases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        .. ActivationCases.All, .. ConnectionCases.All, .. NormalizationCases.All, .. ConvolutionCases.All, .. ImageAttentionCases.All, .. AttentionCases.All,
        .. SequenceCases.All, .. MixingCases.All, .. PoolingCases.All, .. ImplicitCases.All, .. TabularCases.All, .. GraphCases.All, .. DiscreteCases.All,
        .. ClassificationCases.All, .. EmbeddingCases.All, .. RegressionCases.All, .. GenerativeCases.All, .. ReinforcementCases.All,
    ];

    /// <summary>Methods of layers and losses that no case tries.</summary>
    public static IEnumerable<string> Missing => typeof(Cases).Assembly.GetTypes().Where(t => t.Namespace is "Samples.Layers" or "Samples.Losses")
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(m => m.ReturnType == typeof(Tensor))
        .Except(All.Select(c => c.Idea.Method)).Select(m => m.Name);
}
