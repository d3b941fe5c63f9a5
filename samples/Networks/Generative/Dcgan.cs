namespace Samples.Generative;

/// <summary>
/// Noise → images of 64×64. Radford, Metz, Chintala: Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks, 2015; as in
/// PyTorch's DCGAN tutorial. It has no loss of its own: what the discriminator hands back is its gradient.
/// </summary>
[Network(Gradients = true)]
[Input(100, 1, 1)]
[ConvTranspose2D(512, 4, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, Relu]
[ConvTranspose2D(256, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, Relu]
[ConvTranspose2D(128, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, Relu]
[ConvTranspose2D(64, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, Relu]
[ConvTranspose2D(3, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), Tanh]
[Adam(LearningRate = 2e-4, Beta1 = 0.5)]
internal sealed partial class DcganGenerator;

/// <summary>Whether an image is real.</summary>
[Network(Gradients = true)]
[Input(3, 64, 64)]
[Conv2D(64, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), LeakyRelu(NegativeSlope = 0.2)]
[Conv2D(128, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, LeakyRelu(NegativeSlope = 0.2)]
[Conv2D(256, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, LeakyRelu(NegativeSlope = 0.2)]
[Conv2D(512, 4, Stride = 2, Padding = 1, Bias = false, Init = Init.Normal, InitValue = 0.02), BatchNorm, LeakyRelu(NegativeSlope = 0.2)]
[Conv2D(1, 4, Bias = false, Init = Init.Normal, InitValue = 0.02)]
[BinaryCrossEntropyWithLogits]
[Adam(LearningRate = 2e-4, Beta1 = 0.5)]
internal sealed partial class DcganDiscriminator;

internal static class Dcgan
{
    private const int Side = 64;

    public static Exhibit Exhibit => new(
        "dcgan", "Radford, Metz, Chintala 2015",
        [
            new("generator", DcganGenerator.ParameterCount, 3_576_704, "PyTorch's DCGAN tutorial, nz = 100, ngf = 64"),
            new("discriminator", DcganDiscriminator.ParameterCount, 2_765_568, "PyTorch's DCGAN tutorial, ndf = 64"),
        ],
        FashionImages.Source + ", enlarged to 3×64×64", Train);

    // How well the discriminator tells real images from made ones, and how real it takes those of the generator that it trains.
    private static Outcome Train(bool isLong)
    {
        int batch = isLong ? 64 : 8, steps = isLong ? 500 : 4;
        DcganGenerator generator = new(seed: 1) { Threads = Environment.ProcessorCount };
        DcganDiscriminator discriminator = new(seed: 2) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        float[] noise = new float[batch * DcganGenerator.InputSize], real = new float[batch * DcganDiscriminator.InputSize],
            made = new float[real.Length], ofMade = new float[real.Length];
        float[] ones = [.. Enumerable.Repeat(1f, batch)], zeros = new float[batch];
        double first = 0, last = 0;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < batch; i++)
                Enlarge(FashionImages.Image(random.Next(FashionImages.All.Count)), real.AsSpan(i * DcganDiscriminator.InputSize, DcganDiscriminator.InputSize));
            random.Normal(noise);
            generator.Forward(noise, made);
            last = discriminator.Accumulate(real, ones) + discriminator.Accumulate(made, zeros);
            discriminator.Apply();
            first = step == 0 ? last : first;

            discriminator.Accumulate(made, ones, [], ofMade);
            discriminator.DiscardGradients();
            generator.Backward(noise, ofMade);
            generator.Apply();
        }
        return new("the discriminator's loss", first, last, first / 2);
    }

    // 28×28 from 0 to 1 → 3×64×64 from -1 to 1
    private static void Enlarge(ReadOnlySpan<float> image, Span<float> large)
    {
        large.Fill(-1);
        for (int i = 0; i < 3 * Side * Side; i++)
        {
            int x = ((i % Side) - 4) / 2, y = ((i / Side % Side) - 4) / 2;
            if (i % Side >= 4 && i / Side % Side >= 4 && x < FashionImages.Side && y < FashionImages.Side)
                large[i] = (2 * image[(y * FashionImages.Side) + x]) - 1;
        }
    }
}
