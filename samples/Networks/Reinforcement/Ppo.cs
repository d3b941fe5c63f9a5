namespace Samples.Reinforcement;

/// <summary>
/// An actor and a critic. Schulman, Wolski, Dhariwal, Radford, Klimov: Proximal Policy Optimization Algorithms, 2017; network, loss and numbers of CleanRL's ppo.py.
/// Targets are the action, the logarithm of its probability when it was taken, its advantage, and the return.
/// </summary>
[Network]
[Input(CartPole.Observations, Name = "observation")]
[Dense(64, Name = "critic.0", Init = Init.Orthogonal, InitValue = 1.414, BiasInit = Init.Zeros), Tanh]
[Dense(64, Name = "critic.2", Init = Init.Orthogonal, InitValue = 1.414, BiasInit = Init.Zeros), Tanh]
[Dense(1, Name = "critic.4", Init = Init.Orthogonal, BiasInit = Init.Zeros)]
[Dense(64, Name = "actor.0", Init = Init.Orthogonal, InitValue = 1.414, BiasInit = Init.Zeros, From = "observation"), Tanh]
[Dense(64, Name = "actor.2", Init = Init.Orthogonal, InitValue = 1.414, BiasInit = Init.Zeros), Tanh]
[Dense(CartPole.Actions, Name = "actor.4", Init = Init.Orthogonal, InitValue = 0.01, BiasInit = Init.Zeros)]
[Loss(nameof(Clipped), From = "actor.4, critic.4", TargetShape = [4])]
[Output("actor.4, critic.4")]
[ClipGradientNorm(0.5)]
[Adam(LearningRate = 2.5e-4, Epsilon = 1e-5)]
internal sealed partial class Ppo
{
    private const int Environments = 4, Moves = 128, Samples = Environments * Moves, Parts = 4, Epochs = 4;
    private const float Discount = 0.99f, Lambda = 0.95f;

    private static Tensor Clipped(Tensor logits, Tensor value, Tensor target, float clip = 0.2f, float entropyWeight = 0.01f, float valueWeight = 0.5f)
    {
        Tensor advantage = target[.., 2], logProbabilities = LogSoftmax(logits);
        Tensor ratio = Exp(Sum(OneHot(target[.., 0], logits.Shape[1]) * logProbabilities, 1) - target[.., 1]);
        Tensor policy = Maximum(-advantage * ratio, -advantage * Clamp(ratio, 1 - clip, 1 + clip));
        Tensor entropy = -Sum(Exp(logProbabilities) * logProbabilities, 1);
        return policy - (entropyWeight * entropy) + (valueWeight / 2 * Square(value[.., 0] - target[.., 3]));
    }

    public static Exhibit Exhibit => new(
        "ppo", "Schulman et al. 2017", [new("actor and critic", ParameterCount, 9_155, "CleanRL's ppo.py for CartPole-v1: 4-64-64-2 and 4-64-64-1")], "CartPole-v1", Train)
    {
        Check = () => Agreement.Mistake<Ppo>(),
    };

    private static Outcome Train(bool isLong)
    {
        Ppo network = new(seed: 1);
        CartPole[] games = [.. Enumerable.Range(0, Environments).Select(i => new CartPole(i + 1))];
        Random random = new(1);
        float[] observations = new float[(Moves + 1) * Environments * InputSize], outputs = new float[(Moves + 1) * Environments * OutputSize], targets = new float[Samples * 4];
        bool[] isOver = new bool[Samples];
        double before = network.Balanced();
        int updates = (isLong ? 500_000 : 80_000) / Samples;
        float rate = network.LearningRate;
        for (int e = 0; e < Environments; e++)
            games[e].Reset(observations.AsSpan(e * InputSize, InputSize));
        for (int update = 0; update < updates; update++)
        {
            network.LearningRate = rate * (1 - ((float)update / updates));
            for (int t = 0; t <= Moves; t++)
            {
                Span<float> seen = observations.AsSpan(t * Environments * InputSize, Environments * InputSize),
                    given = outputs.AsSpan(t * Environments * OutputSize, Environments * OutputSize);
                network.PredictBatch(seen, given);
                for (int e = 0; e < Environments && t < Moves; e++)
                {
                    int i = (t * Environments) + e;
                    (int action, targets[(4 * i) + 1]) = Drawn(given.Slice(e * OutputSize, CartPole.Actions), random);
                    targets[4 * i] = action;
                    Span<float> next = observations.AsSpan((i + Environments) * InputSize, InputSize);
                    isOver[i] = games[e].Step(action, next).IsOver;
                    if (isOver[i])
                        games[e].Reset(next);
                }
            }
            Advantages(outputs, targets, isOver);
            network.Learn(observations, targets, random);
            observations.AsSpan(Samples * InputSize).CopyTo(observations);
        }
        return new("steps balanced", before, network.Balanced(), isLong ? 475 : 150);
    }

    // Generalized advantage estimation. Schulman and others, 2015.
    private static void Advantages(float[] outputs, float[] targets, bool[] isOver)
    {
        for (int e = 0; e < Environments; e++)
        {
            float sum = 0;
            for (int t = Moves - 1; t >= 0; t--)
            {
                int i = (t * Environments) + e;
                float value = Value(i), next = isOver[i] ? 0 : Value(i + Environments);
                sum = 1 + (Discount * next) - value + (isOver[i] ? 0 : Discount * Lambda * sum);
                (targets[(4 * i) + 2], targets[(4 * i) + 3]) = (sum, sum + value);
            }
        }

        float Value(int i) => outputs[(i * OutputSize) + CartPole.Actions];
    }

    private void Learn(float[] observations, float[] targets, Random random)
    {
        int[] order = [.. Enumerable.Range(0, Samples)];
        const int Part = Samples / Parts;
        float[] inputs = new float[Part * InputSize], wanted = new float[Part * 4];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (int[] part in order.Chunk(Part))
            {
                for (int k = 0; k < Part; k++)
                {
                    observations.AsSpan(part[k] * InputSize, InputSize).CopyTo(inputs.AsSpan(k * InputSize));
                    targets.AsSpan(part[k] * 4, 4).CopyTo(wanted.AsSpan(k * 4));
                }
                double mean = part.Average(i => targets[(4 * i) + 2]), deviation = Math.Sqrt(part.Average(i => Math.Pow(targets[(4 * i) + 2] - mean, 2))) + 1e-8;
                for (int k = 0; k < Part; k++)
                    wanted[(4 * k) + 2] = (float)((wanted[(4 * k) + 2] - mean) / deviation);
                TrainBatch(inputs, wanted);
            }
        }
    }

    // an action by its probability, and the logarithm of that
    private static (int Action, float LogProbability) Drawn(ReadOnlySpan<float> logits, Random random)
    {
        float right = 1 / (1 + MathF.Exp(logits[0] - logits[1]));
        int action = random.NextSingle() < right ? 1 : 0;
        return (action, MathF.Log(action == 1 ? right : 1 - right));
    }

    // the mean length of twenty games in which the likelier action is taken
    private double Balanced()
    {
        Span<float> observation = stackalloc float[InputSize], output = stackalloc float[OutputSize];
        int steps = 0;
        for (int game = 0; game < 20; game++)
        {
            CartPole cart = new(100 + game);
            cart.Reset(observation);
            bool isOver = false;
            for (; !isOver; steps++)
            {
                Predict(observation, output);
                isOver = cart.Step(output[1] > output[0] ? 1 : 0, observation).IsOver;
            }
        }
        return steps / 20.0;
    }
}
