namespace Samples.Losses;

/// <summary>Losses of reinforcement learning: what was done and how it went come as inputs; actions are 1 for the one chosen and 0 elsewhere.</summary>
internal static class Reinforcement
{
    /// <summary>The clipped objective and a bonus for entropy. Schulman, Wolski, Dhariwal, Radford, Klimov: Proximal Policy Optimization Algorithms, 2017.</summary>
    public static Tensor ProximalPolicy(Tensor logits, Tensor action, Tensor oldLogProbability, Tensor advantage, float clip = 0.2f, float entropy = 0.01f)
    {
        Tensor log = LogSoftmax(logits), ratio = Exp(Sum(action * log, [1], keepDims: true) - oldLogProbability);
        Tensor objective = Minimum(ratio * advantage, Clamp(ratio, 1 - clip, 1 + clip) * advantage);
        return -objective[.., 0] + (entropy * Sum(Exp(log) * log, 1));
    }

    /// <summary>Huber's error of the chosen action's value. Mnih and others: Human-level control through deep reinforcement learning, 2015.</summary>
    public static Tensor DeepQ(Tensor values, Tensor action, Tensor reward, Tensor nextValues, float discount = 0.99f)
    {
        Tensor goal = reward[.., 0] + (discount * Max(StopGradient(nextValues), 1));
        Tensor error = Sum(action * values, 1) - goal, size = Abs(error);
        return Where(size <= 1, 0.5 * Square(error), size - 0.5);
    }

    /// <summary>The next action is chosen by one network and valued by another. van Hasselt, Guez, Silver: Deep Reinforcement Learning with Double Q-learning, 2015.</summary>
    public static Tensor DoubleQ(Tensor values, Tensor action, Tensor reward, Tensor nextValues, Tensor nextTargetValues, float discount = 0.99f)
    {
        Tensor next = OneHot(ArgMax(nextValues, 1), values.Shape[1]);
        Tensor goal = reward[.., 0] + (discount * Sum(next * StopGradient(nextTargetValues), 1));
        return Square(Sum(action * values, 1) - goal);
    }

    /// <summary>
    /// C51: a distribution over fixed values, moved and laid onto them again. Bellemare, Dabney, Munos: A Distributional Perspective on
    /// Reinforcement Learning, 2017.
    /// </summary>
    public static Tensor Categorical(Tensor logits, Tensor nextLogits, Tensor reward, float low = -2, float high = 2, float discount = 0.9f)
    {
        int atoms = logits.Shape[1];
        double step = (high - low) / (atoms - 1);
        Tensor values = low + (step * Range(atoms)), moved = Clamp(reward + (discount * values), low, high);
        Tensor shares = Maximum(1 - (Abs(moved.Unsqueeze(2) - values) / step), 0);
        Tensor projected = Contract("nj,nji->ni", StopGradient(Softmax(nextLogits)), shares);
        return -Sum(StopGradient(projected) * LogSoftmax(logits), 1);
    }

    /// <summary>Policy, value and entropy. Mnih and others: Asynchronous Methods for Deep Reinforcement Learning, 2016.</summary>
    public static Tensor AdvantageActorCritic(Tensor logits, Tensor value, Tensor action, Tensor returned, float valueShare = 0.5f, float entropy = 0.01f)
    {
        Tensor log = LogSoftmax(logits), advantage = StopGradient(returned - value);
        return -Sum(action * log * advantage, 1) + (valueShare * Square(returned - value)[.., 0]) + (entropy * Sum(Exp(log) * log, 1));
    }

    /// <summary>
    /// Two answers' log probabilities, of the model and of a reference. Rafailov, Sharma, Mitchell, Ermon, Manning, Finn: Direct Preference
    /// Optimization: Your Language Model is Secretly a Reward Model, 2023.
    /// </summary>
    public static Tensor DirectPreference(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, float beta = 0.1f) =>
        Softplus(-beta * (chosen - referenceChosen - (rejected - referenceRejected)));

    /// <summary>Pairs of answers. Ouyang and others: Training language models to follow instructions with human feedback, 2022; the reward model's.</summary>
    public static Tensor RewardModel(Tensor chosen, Tensor rejected) => Softplus(rejected - chosen);

    /// <summary>Williams: Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning, 1992.</summary>
    public static Tensor Reinforce(Tensor logits, Tensor action, Tensor returned) => -Sum(action * LogSoftmax(logits) * returned, 1);
}
