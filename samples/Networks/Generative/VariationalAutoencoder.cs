namespace Samples.Generative;

/// <summary>
/// An encoder to a distribution of codes, a code drawn from it, and a decoder. Kingma, Welling: Auto-Encoding Variational Bayes, 2013; as in PyTorch's
/// examples/vae. A prediction is the decoder's logits for the most probable code.
/// </summary>
[Network]
[Input(FashionImages.Pixels)]
[Dense(400, Name = "fc1"), Relu(Name = "hidden")]
[Dense(20, Name = "fc21")]
[Dense(20, Name = "fc22", From = "hidden")]
[Layer(nameof(Drawn), From = "fc21, fc22")]
[Dense(400, Name = "fc3"), Relu]
[Dense(FashionImages.Pixels, Name = "fc4")]
[Loss(nameof(NegativeEvidence), From = "fc4, fc21, fc22")]
[Adam(LearningRate = 1e-3)]
internal sealed partial class VariationalAutoencoder
{
    // the reparametrization: gradients reach mean and variance through the code
    private static Tensor Drawn(Tensor mean, Tensor logVariance) => mean + (Exp(logVariance / 2) * Normal(mean));

    // binary cross-entropy of all pixels, and the divergence of the code's distribution from a standard normal one
    private static Tensor NegativeEvidence(Tensor logits, Tensor mean, Tensor logVariance, Tensor target) =>
        Sum(Softplus(logits) - (target * logits), 1) - (0.5 * Sum(1 + logVariance - Square(mean) - Exp(logVariance), 1));

    public static Exhibit Exhibit => new(
        "vae", "Kingma, Welling 2013", [new("VAE", ParameterCount, 652_824, "PyTorch's examples/vae: 784-400-(20, 20)-400-784")], FashionImages.Source, Train)
    {
        Check = () => Agreement.Mistake<VariationalAutoencoder>(),
    };

    private static Outcome Train(bool isLong)
    {
        VariationalAutoencoder network = new(seed: 1);
        float[] images = FashionImages.All.Inputs.ToArray();
        float before = network.Evaluate(images, images);
        new Trainer<VariationalAutoencoder>(network).Fit(Dataset.FromTargets(images, [Pixels], images, [Pixels]), epochs: isLong ? 30 : 2, batchSize: 128);
        if (isLong)
            Draw(network);
        return new("nats an image", before, network.Evaluate(images, images), 310);
    }

    private const int Pixels = FashionImages.Pixels;

    // clothes that nobody wears
    private static void Draw(VariationalAutoencoder network)
    {
        VariationalDecoder decoder = new();
        decoder.CopyFrom(network, "fc3.*, fc4.*");
        Random random = new(1);
        Span<float> code = stackalloc float[VariationalDecoder.InputSize], image = stackalloc float[Pixels];
        for (int i = 0; i < 3; i++)
        {
            random.Normal(code);
            decoder.Predict(code, image);
            for (int row = 0; row < FashionImages.Side; row += 2)
                Console.WriteLine(string.Concat(image.Slice(row * FashionImages.Side, FashionImages.Side).ToArray().Select(p => " .:-=+*#%@"[(int)(9.99f * p)])));
        }
    }
}

/// <summary>The decoder alone, for codes of one's own: it takes the weights of the same names.</summary>
[Network]
[Input(20)]
[Dense(400, Name = "fc3"), Relu]
[Dense(FashionImages.Pixels, Name = "fc4"), Sigmoid]
internal sealed partial class VariationalDecoder;
