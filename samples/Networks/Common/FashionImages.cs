namespace Samples.Common;

/// <summary>Pictures of clothes, 28×28, from 0 to 1: those of samples/Fashion.</summary>
internal static class FashionImages
{
    public const int Side = 28;
    public const int Pixels = Side * Side;

    public const string Source = "6,000 images of Fashion-MNIST";

    private static readonly Lazy<Dataset> s_all = new(() =>
    {
        using Stream images = Open("train-images-idx3-ubyte.gz"), labels = Open("train-labels-idx1-ubyte.gz");
        return Dataset.FromIdx(images, labels, 10).Scale(1 / 255f);
    });

    public static Dataset All => s_all.Value;

    public static ReadOnlySpan<float> Image(int number) => All.Input(number);

    private static Stream Open(string name) => typeof(FashionImages).Assembly.GetManifestResourceStream(name)!;
}
