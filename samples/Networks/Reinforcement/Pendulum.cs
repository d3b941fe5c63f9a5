namespace Samples.Reinforcement;

/// <summary>A pendulum, to be swung up by a weak motor and held there: Gym's Pendulum-v1, 200 steps long.</summary>
internal sealed class Pendulum(int seed)
{
    public const int Observations = 3;
    public const int Length = 200;

    private const double MaxSpeed = 8, MaxTorque = 2, Seconds = 0.05, Gravity = 10;

    private readonly Random random = new(seed);
    private double angle, speed;

    public void Reset(Span<float> observation)
    {
        angle = Math.PI * ((2 * random.NextDouble()) - 1);
        speed = (2 * random.NextDouble()) - 1;
        Observe(observation);
    }

    /// <summary>Makes a step with a torque, as a share of the largest from -1 to 1, and gives the reward.</summary>
    public double Step(float action, Span<float> observation)
    {
        double torque = MaxTorque * Math.Clamp(action, -1, 1), from = Math.IEEERemainder(angle, 2 * Math.PI);
        double cost = (from * from) + (0.1 * speed * speed) + (0.001 * torque * torque);
        speed = Math.Clamp(speed + (((1.5 * Gravity * Math.Sin(angle)) + (3 * torque)) * Seconds), -MaxSpeed, MaxSpeed);
        angle += speed * Seconds;
        Observe(observation);
        return -cost;
    }

    private void Observe(Span<float> observation) =>
        (observation[0], observation[1], observation[2]) = ((float)Math.Cos(angle), (float)Math.Sin(angle), (float)speed);
}
