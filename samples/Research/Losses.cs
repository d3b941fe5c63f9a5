using DeepTrainer;

namespace Samples;

// Focal loss (Lin et al., 2017), a yes or no for each digit: what is already classified well weighs little.
[Network, Input(64), Dense(64), Relu, Dense(64), Relu, Dense(10), Loss(nameof(Focal)), Adam(LearningRate = 3e-3)]
internal sealed partial class WithFocal
{
    private static float Focal(float y, float target)
    {
        // p = sigmoid(margin) is the probability of the right answer; −ln p is written so that it can't overflow.
        float margin = (2 * target - 1) * y;
        float surprise = MathF.Max(-margin, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(margin)));
        float doubt = 1 - MathF.Exp(-surprise);
        return doubt * doubt * surprise;
    }
}
