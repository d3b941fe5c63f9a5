namespace Samples.Generative;

/// <summary>
/// The noise in a point at a step of its diffusion. Ho, Jain, Abbeel: Denoising Diffusion Probabilistic Models, 2020; as in tanelp/tiny-diffusion: sinusoidal
/// embeddings of the step and of both coordinates, and an MLP with residual blocks.
/// </summary>
[Network]
[Input(2, Name = "point"), Input(1, Name = "step")]
[Layer(nameof(Sinusoidal), From = "point", Options = "scale = 25", Name = "ofPoint")]
[Layer(nameof(Sinusoidal), From = "step", Options = "scale = 1", Name = "ofStep")]
[Concat(From = "ofPoint, ofStep")]
[Dense(128), Gelu]
[Repeat(3, Name = "blocks")]
[Dense(128), Gelu, Add(From = "blocks, gelu1")]
[EndRepeat]
[Dense(2)]
[Mse]
[AdamW(LearningRate = 1e-3)]
internal sealed partial class Diffusion
{
    private const int Noises = 50;
    private const int Batch = 128;

    // [K] → [128 K]: sines and cosines of each coordinate (Vaswani and others, 2017)
    private static Tensor Sinusoidal(Tensor x, float scale, int size = 128)
    {
        Tensor angles = scale * x.Unsqueeze(1) * Exp(-Math.Log(10000) / ((size / 2) - 1) * Range(size / 2));
        return Concat(1, Sin(angles), Cos(angles)).Flatten();
    }

    public static Exhibit Exhibit => new(
        "ddpm", "Ho, Jain, Abbeel 2020", [new("noise MLP", ParameterCount, 99_074, "tanelp/tiny-diffusion: 3·128 → 128, 3 residual blocks of 128, 2")],
        "a ring of eight Gaussians", Train)
    {
        Check = () => Agreement.Mistake<Diffusion>(),
    };

    private static Outcome Train(bool isLong)
    {
        Diffusion network = new(seed: 1);
        Random random = new(1);
        float[] inputs = new float[Batch * InputSize], noise = new float[Batch * 2];
        double before = Ring.Distance(network.Sample(random, 400));
        for (int step = 0; step < (isLong ? 40_000 : 2_000); step++)
        {
            random.Normal(noise);
            for (int i = 0; i < Batch; i++)
            {
                Span<float> input = inputs.AsSpan(3 * i, 3);
                int t = random.Next(Noises);
                float kept = MathF.Sqrt(Kept(t)), added = MathF.Sqrt(1 - Kept(t));
                Ring.Point(random, input);
                input[0] = (kept * input[0]) + (added * noise[2 * i]);
                input[1] = (kept * input[1]) + (added * noise[(2 * i) + 1]);
                input[2] = t;
            }
            network.TrainBatch(inputs, noise);
        }
        return new("distance of samples to the nearest Gaussian", before, Ring.Distance(network.Sample(random, 400)), before / 5);
    }

    /// <summary>Points, made from noise step by step.</summary>
    public float[] Sample(Random random, int count)
    {
        float[] points = new float[2 * count], inputs = new float[3 * count], noise = new float[2 * count];
        random.Normal(points);
        for (int t = Noises - 1; t >= 0; t--)
        {
            for (int i = 0; i < count; i++)
                (inputs[3 * i], inputs[(3 * i) + 1], inputs[(3 * i) + 2]) = (points[2 * i], points[(2 * i) + 1], t);
            PredictBatch(inputs, noise);
            float deviation = t == 0 ? 0 : MathF.Sqrt(Beta(t) * (1 - Kept(t - 1)) / (1 - Kept(t)));
            for (int i = 0; i < points.Length; i++)
                points[i] = ((points[i] - (Beta(t) / MathF.Sqrt(1 - Kept(t)) * noise[i])) / MathF.Sqrt(1 - Beta(t))) + (deviation * random.Normal());
        }
        return points;
    }

    // the variance that a step adds, and the share of the point's that is left behind it
    private static float Beta(int t) => 1e-4f + ((0.02f - 1e-4f) * t / (Noises - 1) * 5);

    private static readonly float[] s_kept = [.. Enumerable.Range(1, Noises).Select(n => Enumerable.Range(0, n).Aggregate(1f, (product, t) => product * (1 - Beta(t))))];

    private static float Kept(int t) => s_kept[t];
}
