using System.Collections.Immutable;
using DeepTrainer;

namespace Samples;

/// <summary>6,000 images of clothing to train on and 1,000 to test with; embedded, so that there is nothing to download.</summary>
internal static class FashionImages
{
    public const string Source = "Fashion-MNIST, Zalando SE, MIT licence: 7,000 of its training images";

    private const float Brightest = 255;

    private static readonly ImmutableArray<string> s_classNames =
        ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>Pixels from 0 to 1.</summary>
    public static (Dataset Train, Dataset Test) Load() => (Load("train"), Load("test"));

    private static Dataset Load(string part)
    {
        using Stream images = Open($"{part}-images-idx3-ubyte.gz");
        using Stream labels = Open($"{part}-labels-idx1-ubyte.gz");
        Dataset data = Dataset.FromIdx(images, labels, s_classNames.Length).Scale(1 / Brightest);
        return Dataset.FromLabels(data.Inputs.ToArray(), data.InputShape.AsSpan(), data.Labels.ToArray(), s_classNames);
    }

    private static Stream Open(string name) => typeof(FashionImages).Assembly.GetManifestResourceStream(name)!;
}
