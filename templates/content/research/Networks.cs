using DeepTrainer;

/// <summary>What others are compared with.</summary>
[Network, Input(2), Dense(24), Relu, Dense(24), Relu, Dense(1), Mse, Adam(LearningRate = 5e-3)]
internal sealed partial class Baseline;

/// <summary>The same with an activation of your own: a plain method, which is read, differentiated and vectorized when the project compiles.</summary>
[Network, Input(2), Dense(24), Activation(nameof(Ripple)), Dense(24), Activation(nameof(Ripple)), Dense(1), Mse, Adam(LearningRate = 5e-3)]
internal sealed partial class WithRipple
{
    private static float Ripple(float x) => x + (MathF.Sin(2 * x) * MathF.Sin(2 * x) / 2);
}

/// <summary>The same with a loss of your own.</summary>
[Network, Input(2), Dense(24), Relu, Dense(24), Relu, Dense(1), Loss(nameof(LogCosh)), Adam(LearningRate = 5e-3)]
internal sealed partial class WithLogCosh
{
    private static float LogCosh(float y, float target)
    {
        float error = MathF.Abs(y - target);
        return error + MathF.Log(1 + MathF.Exp(-2 * error)) - MathF.Log(2);
    }
}
