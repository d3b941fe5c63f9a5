namespace Samples.Generative;

/// <summary>
/// A critic of points of the plane, whose slope is held at 1 between real and made ones by the exact derivative of its output with respect to its input.
/// Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville: Improved Training of Wasserstein GANs, 2017; the network for toy distributions.
/// </summary>
[Network(Gradients = true)]
[Input(2, Name = "real"), Input(2, Name = "made")]
[Layer(nameof(Between), From = "real, made", Name = "between")]
[Layer(nameof(Score), From = "real", Name = "critic")]
[Layer(nameof(Score), From = "made", Name = "ofMade", SharedWith = "critic")]
[Layer(nameof(Score), From = "between", Name = "ofBetween", SharedWith = "critic")]
[Loss(nameof(Wasserstein), From = "critic, ofMade, ofBetween, between")]
[Output("critic, ofMade")]
[Adam(LearningRate = 1e-4, Beta1 = 0.5, Beta2 = 0.9)]
internal sealed partial class WassersteinCritic
{
    private static Tensor Score(Tensor x)
    {
        for (int i = 0; i < 3; i++)
            x = Relu(Dense(x, 512, name: $"main{2 * i}"));
        return Dense(x, 1, name: "main6");
    }

    // somewhere between two samples
    private static Tensor Between(Tensor real, Tensor made) => Lerp(made, real, Uniform(real[..1]));

    private static Tensor Wasserstein(Tensor real, Tensor made, Tensor ofBetween, Tensor between) =>
        Sum(made - real, 1) + (0.1 * Square(Norm(Gradient(ofBetween, between), 1) - 1));
}

/// <summary>Noise → points.</summary>
[Network(Gradients = true)]
[Input(2)]
[Dense(512), Relu, Dense(512), Relu, Dense(512), Relu]
[Dense(2)]
[Adam(LearningRate = 1e-4, Beta1 = 0.5, Beta2 = 0.9)]
internal sealed partial class WassersteinGenerator;

internal static class WassersteinGan
{
    private const int Batch = 64;

    public static Exhibit Exhibit => new(
        "wgan-gp", "Gulrajani et al. 2017",
        [
            new("critic", WassersteinCritic.ParameterCount, 527_361, "caogang/wgan-gp, gan_toy.py: 2-512-512-512-1"),
            new("generator", WassersteinGenerator.ParameterCount, 527_874, "caogang/wgan-gp, gan_toy.py: 2-512-512-512-2"),
        ],
        "a ring of eight Gaussians", Train)
    {
        Check = () => Agreement.Mistake<WassersteinCritic>(),
    };

    private static Outcome Train(bool isLong)
    {
        WassersteinCritic critic = new(seed: 1) { Threads = Environment.ProcessorCount };
        WassersteinGenerator generator = new(seed: 2) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        float[] noise = new float[Batch * 2], made = new float[noise.Length], pairs = new float[2 * noise.Length], slopes = new float[noise.Length],
            ofPairs = new float[pairs.Length], ofMade = new float[noise.Length];
        for (int i = 0; i < Batch; i++)
            slopes[(2 * i) + 1] = -1f / Batch;
        double before = Distance();
        for (int step = 0; step < (isLong ? 4000 : 80); step++)
        {
            for (int i = 0; i < 5; i++)
            {
                Pair();
                critic.TrainBatch(pairs, []);
            }
            Pair();
            critic.Backward(pairs, slopes, ofPairs);
            critic.DiscardGradients();
            for (int i = 0; i < Batch; i++)
                ofPairs.AsSpan((4 * i) + 2, 2).CopyTo(ofMade.AsSpan(2 * i));
            generator.Backward(noise, ofMade);
            generator.Apply();
        }
        return new("distance to the nearest Gaussian", before, Distance(), before / 2);

        void Pair()
        {
            random.Normal(noise);
            generator.PredictBatch(noise, made);
            for (int i = 0; i < Batch; i++)
            {
                Ring.Point(random, pairs.AsSpan(4 * i, 2));
                made.AsSpan(2 * i, 2).CopyTo(pairs.AsSpan((4 * i) + 2));
            }
        }

        double Distance()
        {
            random.Normal(noise);
            generator.PredictBatch(noise, made);
            return Ring.Distance(made);
        }
    }
}
