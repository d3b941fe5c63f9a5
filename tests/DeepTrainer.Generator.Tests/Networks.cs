namespace DeepTrainer.Generator.Tests;

/// <summary>Correct networks: what most users write, a graph, and research.</summary>
internal static class Networks
{
    public const string Perceptron = """
        namespace Samples;

        [Network]
        [Input(64)]
        [Dense(32), Relu]
        [Dense(10)]
        [CrossEntropy]
        [Adam(LearningRate = 1e-3f)]
        public sealed partial class Perceptron;
        """;

    public const string Residual = """
        namespace Samples;

        [Network]
        [Input(8)]
        [Dense(16, Name = "stem"), Gelu]
        [Dropout(0.25)]
        [Dense(16, Name = "inner"), Relu(Name = "active")]
        [Add(From = "stem, active", Name = "sum")]
        [Concat(From = "sum, stem")]
        [Dense(4)]
        [Mse]
        [Sgd(LearningRate = 0.1, Momentum = 0.9), ClipGradientNorm(1)]
        internal partial class Residual;
        """;

    public const string Heads = """
        namespace Samples;

        [Network]
        [Input(1, 4, 4, Name = "image")]
        [Flatten, Dense(8)]
        [Repeat(2, 3, Name = "blocks"), Dense(8), Relu, Add(From = "blocks, relu1")]
        [Input(3, Name = "extra")]
        [Concat(From = "blocks, extra", Name = "all")]
        [Dense(4, Name = "kind"), Dense(2, From = "all", Name = "box", L2 = 1e-3)]
        [CrossEntropy(From = "kind", ClassWeights = new[] { 1, 2, 0.5, 1 }), SmoothL1(From = "box", Weight = 0.5, Name = "place", SampleWeights = true)]
        [Adam]
        public sealed partial class Heads
        {
            public static int Sizes => ImageSize + ExtraOffset + KindSize + BoxOffset + PlaceTargetOffset + PlaceWeightTargetSize;
        }
        """;

    public const string Research = """
        namespace Samples;

        public static partial class Experiments
        {
            [Network]
            [Input(6)]
            [Dense(12), Activation(nameof(Snake))]
            [Dense(3)]
            [Loss(nameof(LogCosh))]
            [UpdateRule(nameof(Lion), LearningRate = 1e-4)]
            public sealed partial class Research
            {
                static float Snake(float x, float frequency = 1f)
                {
                    float wave = MathF.Sin(frequency * x);
                    return x + wave * wave / frequency;
                }

                static float LogCosh(float y, float target)
                {
                    float error = MathF.Abs(y - target);
                    return error + MathF.Log(1 + MathF.Exp(-2 * error)) - MathF.Log(2);
                }

                static void Lion(ref float w, ref float m, float g, float lr, float decay = 0.01f)
                {
                    const float beta1 = 0.9f, beta2 = 0.99f;
                    float direction = MathF.Sign(beta1 * m + (1 - beta1) * g);
                    w -= lr * (direction + decay * w);
                    m = beta2 * m + (1 - beta2) * g;
                }
            }
        }
        """;
}
