using DeepTrainer;

namespace Samples;

// Periodic, for what repeats (Ziyin et al., 2020). A parameter with a default value is an option.
[Network, Input(64), Dense(64), Activation(nameof(Snake)), Dense(64), Activation(nameof(Snake)), Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithSnake
{
    private static float Snake(float x, float frequency = 1)
    {
        float wave = MathF.Sin(frequency * x);
        return x + wave * wave / frequency;
    }
}

// A smooth ReLU without exponentials (Barron, 2021).
[Network, Input(64), Dense(64), Activation(nameof(Squareplus)), Dense(64), Activation(nameof(Squareplus)), Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithSquareplus
{
    private static float Squareplus(float x) => (x + MathF.Sqrt(x * x + 4)) / 2;
}

// Inverse square root linear unit (Carlile et al., 2017). Branches become selections, in every lane of a vector its own.
[Network, Input(64), Dense(64), Activation(nameof(Isrlu)), Dense(64), Activation(nameof(Isrlu)), Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithIsrlu
{
    private static float Isrlu(float x)
    {
        if (x >= 0)
            return x;
        return x / MathF.Sqrt(1 + x * x);
    }
}
