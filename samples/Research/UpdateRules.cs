using DeepTrainer;

namespace Samples;

// Lion (Chen et al., 2023): only the sign of the momentum counts. m is kept for every weight, and saved in checkpoints.
[Network, Input(64), Dense(64), Relu, Dense(64), Relu, Dense(10), CrossEntropy, UpdateRule(nameof(Lion), LearningRate = 3e-4)]
internal sealed partial class WithLion
{
    private static void Lion(ref float w, ref float m, float g, float lr, float decay = 0.01f)
    {
        const float Beta1 = 0.9f, Beta2 = 0.99f;
        float direction = MathF.Sign(Beta1 * m + (1 - Beta1) * g);
        w -= lr * (direction + decay * w);
        m = Beta2 * m + (1 - Beta2) * g;
    }
}
