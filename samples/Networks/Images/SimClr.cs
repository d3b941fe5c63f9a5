namespace Samples.Images;

/// <summary>
/// Two views of an image should be more alike than views of different ones. Chen, Kornblith, Norouzi, Hinton: A Simple Framework for Contrastive Learning of Visual
/// Representations, 2020; with the ResNet-20 for small images of He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015. Samples 2i and 2i + 1 are
/// views of one image.
/// </summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(16, 3, Padding = 1, Bias = false, Name = "conv1"), BatchNorm(Name = "bn1"), Relu]
[Repeat(3, 1, Name = "layer1"), Layer(nameof(Block), Options = "channels = 16")]
[Layer(nameof(Block), Options = "channels = 32, stride = 2", Name = "layer2")]
[Repeat(2, 1, Name = "layer2rest"), Layer(nameof(Block), Options = "channels = 32")]
[Layer(nameof(Block), Options = "channels = 64, stride = 2", Name = "layer3")]
[Repeat(2, 1, Name = "layer3rest"), Layer(nameof(Block), Options = "channels = 64")]
[GlobalAvgPool(Name = "features")]
[Dense(64, Name = "projection.0"), Relu, Dense(64, Name = "projection.2")]
[Loss(nameof(NtXent), MaxBatch = Batch)]
[Output("features")]
[Adam(LearningRate = 1e-3)]
internal sealed partial class SimClr
{
    public const int Batch = 128;
    private const int Side = 32, Classes = 10;

    // shortcuts that change their shape take every second position and fill new channels with zeros: option A of the paper
    private static Tensor Block(Tensor x, int channels, int stride = 1)
    {
        Tensor y = Relu(BatchNorm(Conv2D(x, channels, [3], stride: stride, padding: 1, bias: false, name: "conv1"), name: "bn1"));
        y = BatchNorm(Conv2D(y, channels, [3], padding: 1, bias: false, name: "conv2"), name: "bn2");
        if (stride == 2)
            x = Pad(AvgPool2D(x, [1], stride: 2), 0, (channels - x.Shape[0]) / 2, (channels - x.Shape[0]) / 2);
        return Relu(x + y);
    }

    // the normalized temperature-scaled cross-entropy: which of all other samples is the other view
    private static Tensor NtXent(Tensor z, float temperature = 0.5f)
    {
        z /= Norm(z, [1], keepDims: true) + 1e-8;
        Tensor own = SampleNumber, other = own + 1 - (2 * (own % 2)), all = AllSamples(own);
        Tensor scores = Contract("nd,md->nm", z, AllSamples(z)) / temperature;
        Tensor isOwn = Equal(own.Unsqueeze(1), all), isOther = Equal(other.Unsqueeze(1), all);
        return LogSumExp(Where(isOwn, -1e9, scores), 1) - Sum(Where(isOther, scores, 0), 1);
    }

    public static Exhibit Exhibit => new(
        "simclr", "Chen et al. 2020",
        [
            new("ResNet-20 without its last layer", Encoder, 269_072, "He et al. 2015, ResNet-20 of 0.27 M: 269,722 without the 650 of the layer for 10 classes"),
            new("with the projection", ParameterCount, 269_072 + (2 * 4160), "64-64-64 behind it"),
        ],
        FashionImages.Source + ", moved, turned and coloured", Train);

    private static long Encoder => new SimClr().Parameters.Where(p => p.IsTrained && !p.Name.StartsWith("projection", StringComparison.Ordinal)).Sum(p => (long)p.Length);

    private static Outcome Train(bool isLong)
    {
        SimClr network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        float[] views = new float[Batch * InputSize];
        double first = 0, last = 0;
        int steps = isLong ? 400 : 8;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < Batch; i += 2)
            {
                ReadOnlySpan<float> image = FashionImages.Image(random.Next(FashionImages.All.Count));
                View(image, random, views.AsSpan(i * InputSize, InputSize));
                View(image, random, views.AsSpan((i + 1) * InputSize, InputSize));
            }
            last = network.TrainBatch(views, []);
            first = step == 0 ? last : first;
        }
        if (isLong)
            Console.WriteLine($"  the nearest of 2000 images by its features is of the same class for {network.Neighbours():P1} of 500 others");
        return new("NT-Xent of 64 pairs", first, last, first - 0.05);
    }

    // an image, moved by up to six pixels, mirrored or not, in a colour of its own
    private static void View(ReadOnlySpan<float> image, Random random, Span<float> view)
    {
        int right = random.Next(-4, 9), down = random.Next(-4, 9);
        bool isMirrored = random.Next(2) == 1;
        for (int c = 0; c < 3; c++)
        {
            float gain = random.Between(0.4f, 1), shift = random.Between(-0.3f, 0.3f);
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    int u = isMirrored ? FashionImages.Side - 1 - (x - right) : x - right, v = y - down;
                    bool isInside = u >= 0 && v >= 0 && u < FashionImages.Side && v < FashionImages.Side;
                    view[(((c * Side) + y) * Side) + x] = shift + (isInside ? gain * image[(v * FashionImages.Side) + u] : 0);
                }
            }
        }
    }

    private double Neighbours()
    {
        float[] images = new float[2500 * InputSize], features = new float[2500 * OutputSize];
        for (int i = 0; i < 2500; i++)
        {
            for (int p = 0; p < InputSize; p++)
            {
                int x = (p % Side) - 2, y = (p / Side % Side) - 2;
                images[(i * InputSize) + p] = x >= 0 && y >= 0 && x < FashionImages.Side && y < FashionImages.Side ? FashionImages.Image(i)[(y * FashionImages.Side) + x] : 0;
            }
        }
        PredictBatch(images, features);
        ReadOnlySpan<int> labels = FashionImages.All.Labels;
        int right = 0;
        for (int i = 2000; i < 2500; i++)
        {
            int best = 0;
            double most = double.MinValue;
            for (int k = 0; k < 2000; k++)
            {
                double likeness = Likeness(features.AsSpan(i * OutputSize, OutputSize), features.AsSpan(k * OutputSize, OutputSize));
                if (likeness > most)
                    (best, most) = (k, likeness);
            }
            right += labels[best] == labels[i] ? 1 : 0;
        }
        return right / 500.0;
    }

    private static double Likeness(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, ofA = 0, ofB = 0;
        for (int i = 0; i < a.Length; i++)
            (product, ofA, ofB) = (product + (a[i] * b[i]), ofA + (a[i] * a[i]), ofB + (b[i] * b[i]));
        return product / Math.Sqrt(ofA * ofB);
    }
}
