namespace Samples.Networks;

/// <summary>Built-in layers written out, to compare their speed.</summary>
internal static class ByHand
{
    public static Tensor Linearly(Tensor x, int units) =>
        Linear(x, Weight("weight", [units, x.Shape[^1]]), Weight("bias", [units], fanIn: x.Shape[^1]));

    public static Tensor GaussianErrorLinear(Tensor x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static Tensor Shares(Tensor x)
    {
        Tensor exponentials = Exp(x - Max(x, [-1], keepDims: true));
        return exponentials / Sum(exponentials, [-1], keepDims: true);
    }

    public static Tensor Convolved(Tensor x, int channels, int kernel)
    {
        Tensor weight = Weight("weight", [channels, x.Shape[0], kernel, kernel]), bias = Weight("bias", [channels, 1, 1], fanIn: x.Shape[0] * kernel * kernel);
        return Contract("chwuv,ocuv->ohw", Layers.Convolutions.Patches(x, kernel), weight) + bias;
    }

    public static Tensor Largest(Tensor x, int size) => Max(Windows(Windows(x, 1, size, size), 2, size, size), -1, -2);
}
