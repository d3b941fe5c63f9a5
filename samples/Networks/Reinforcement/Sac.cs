namespace Samples.Reinforcement;

/// <summary>
/// A policy that draws actions by reparametrization. Haarnoja, Zhou, Abbeel, Levine: Soft Actor-Critic, 2018; networks of CleanRL's sac_continuous_action.py. It has no loss
/// of its own: the critic's gradient with respect to the action is its. Noise is an input; 0 gives the most probable action.
/// </summary>
[Network(Gradients = true)]
[Input(Pendulum.Observations, Name = "observation"), Input(1, Name = "noise")]
[Dense(256, Name = "fc1", From = "observation"), Relu, Dense(256, Name = "fc2"), Relu(Name = "hidden")]
[Dense(1, Name = "fc_mean")]
[Dense(1, Name = "fc_logstd", From = "hidden")]
[Layer(nameof(Squashed), From = "fc_mean, fc_logstd, noise", Name = "policy")]
[Output("policy.action, policy.logProbability")]
[Adam(LearningRate = 1e-3)]
internal sealed partial class SacActor
{
    private static (Tensor Action, Tensor LogProbability) Squashed(Tensor mean, Tensor logDeviation, Tensor noise)
    {
        Tensor bounded = -5 + (3.5 * (Tanh(logDeviation) + 1));
        Tensor action = Tanh(mean + (Exp(bounded) * noise));
        Tensor logProbability = (-0.5 * Square(noise)) - bounded - (0.5 * Math.Log(2 * Math.PI)) - Log(1 - Square(action) + 1e-6);
        return (action, Sum(logProbability, [0], keepDims: true));
    }
}

/// <summary>
/// Two values of an action, of which the smaller one is believed. Fujimoto, van Hoof, Meger: Addressing Function Approximation Error in
/// Actor-Critic Methods, 2018.
/// </summary>
[Network(Gradients = true)]
[Input(Pendulum.Observations, Name = "observation"), Input(1, Name = "action")]
[Layer(nameof(Value), From = "observation, action", Name = "qf1")]
[Layer(nameof(Value), From = "observation, action", Name = "qf2")]
[Loss(nameof(Bellman), From = "qf1, qf2")]
[Output("qf1, qf2")]
[Adam(LearningRate = 1e-3)]
internal sealed partial class SacCritic
{
    private static Tensor Value(Tensor observation, Tensor action)
    {
        Tensor hidden = Relu(Dense(Concat(0, observation, action), 256, name: "fc1"));
        return Dense(Relu(Dense(hidden, 256, name: "fc2")), 1, name: "fc3");
    }

    private static Tensor Bellman(Tensor q1, Tensor q2, Tensor target) => Square(q1 - target) + Square(q2 - target);
}

internal sealed class Sac
{
    private const int Batch = 64, Observations = Pendulum.Observations;
    private const float Discount = 0.99f, Share = 0.005f, RewardScale = 0.1f;

    private readonly SacActor actor = new(seed: 1);
    private readonly SacCritic critic = new(seed: 2);
    private readonly SacCritic target;
    private readonly Random random = new(1);
    private readonly float[] observations = new float[Batch * Observations], next = new float[Batch * Observations], wanted = new float[Batch];
    private readonly float[] actorInputs = new float[Batch * SacActor.InputSize], actions = new float[Batch * SacActor.OutputSize],
        ofActions = new float[Batch * SacActor.OutputSize];
    private readonly float[] criticInputs = new float[Batch * SacCritic.InputSize], values = new float[Batch * 2], ofValues = new float[Batch * 2],
        ofCriticInputs = new float[Batch * SacCritic.InputSize];
    private readonly List<(float[] Seen, float Action, float Reward, float[] Next)> memory = [];
    private float logTemperature;

    private Sac() => target = critic.Clone();

    public static Exhibit Exhibit => new(
        "sac", "Haarnoja et al. 2018",
        [
            new("actor", SacActor.ParameterCount, 67_330, "CleanRL's sac_continuous_action.py: 3-256-256-(1, 1)"),
            new("two critics", SacCritic.ParameterCount, 134_658, "CleanRL's sac_continuous_action.py: 2 · (4-256-256-1)"),
        ],
        "Pendulum-v1", isLong => new Sac().Train(isLong ? 20_000 : 3_600))
    {
        Check = () => Agreement.Mistake<SacCritic>(),
    };

    private Outcome Train(int steps)
    {
        double before = Return();
        Pendulum game = new(1);
        float[] seen = new float[Observations];
        for (int step = 0; step < steps; step++)
        {
            if (step % Pendulum.Length == 0)
                game.Reset(seen);
            float action = step < 300 ? random.Between(-1, 1) : Act(seen, random.Normal());
            float[] after = new float[Observations];
            float reward = (float)game.Step(action, after);
            memory.Add((seen, action, RewardScale * reward, after));
            seen = after;
            if (step >= 300)
                Learn();
        }
        return new("return of a game", before, Return(), steps > 10_000 ? -200 : -700);
    }

    private void Learn()
    {
        for (int i = 0; i < Batch; i++)
        {
            (float[] seen, float action, float reward, float[] after) = memory[random.Next(memory.Count)];
            seen.CopyTo(observations, i * Observations);
            after.CopyTo(next, i * Observations);
            wanted[i] = reward;
            actions[2 * i] = action;
        }
        float temperature = MathF.Exp(logTemperature);
        float[] taken = [.. actions];
        Draw(next);
        target.PredictBatch(criticInputs, values);
        for (int i = 0; i < Batch; i++)
            wanted[i] += Discount * (MathF.Min(values[2 * i], values[(2 * i) + 1]) - (temperature * actions[(2 * i) + 1]));
        Pair(observations, taken);
        critic.TrainBatch(criticInputs, wanted);

        // the actor goes up the smaller value, and towards more entropy
        Draw(observations);
        critic.PredictBatch(criticInputs, values);
        for (int i = 0; i < Batch; i++)
        {
            bool isFirst = values[2 * i] < values[(2 * i) + 1];
            (ofValues[2 * i], ofValues[(2 * i) + 1]) = (isFirst ? -1f / Batch : 0, isFirst ? 0 : -1f / Batch);
        }
        critic.Backward(criticInputs, ofValues, ofCriticInputs);
        critic.DiscardGradients();
        float entropy = 0;
        for (int i = 0; i < Batch; i++)
        {
            (ofActions[2 * i], ofActions[(2 * i) + 1]) = (ofCriticInputs[(i * SacCritic.InputSize) + Observations], temperature / Batch);
            entropy -= actions[(2 * i) + 1] / Batch;
        }
        actor.Backward(actorInputs, ofActions);
        actor.Apply();
        logTemperature += 1e-3f * (-1 - entropy);
        target.MoveTowards(critic, Share);
    }

    // actions for what is seen, with the logarithms of their probabilities; and both together, for the critic
    private void Draw(float[] seen)
    {
        for (int i = 0; i < Batch; i++)
        {
            seen.AsSpan(i * Observations, Observations).CopyTo(actorInputs.AsSpan(i * SacActor.InputSize));
            actorInputs[(i * SacActor.InputSize) + Observations] = random.Normal();
        }
        actor.PredictBatch(actorInputs, actions);
        Pair(seen, actions);
    }

    private void Pair(float[] seen, float[] taken)
    {
        for (int i = 0; i < Batch; i++)
        {
            seen.AsSpan(i * Observations, Observations).CopyTo(criticInputs.AsSpan(i * SacCritic.InputSize));
            criticInputs[(i * SacCritic.InputSize) + Observations] = taken[2 * i];
        }
    }

    private float Act(float[] seen, float noise)
    {
        Span<float> given = stackalloc float[SacActor.OutputSize];
        actor.Predict([.. seen, noise], given);
        return given[0];
    }

    private double Return()
    {
        double sum = 0;
        float[] seen = new float[Observations];
        for (int game = 0; game < 10; game++)
        {
            Pendulum pendulum = new(100 + game);
            pendulum.Reset(seen);
            for (int step = 0; step < Pendulum.Length; step++)
                sum += pendulum.Step(Act(seen, 0), seen);
        }
        return sum / 10;
    }
}
