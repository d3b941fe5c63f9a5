namespace Samples.Reinforcement;

/// <summary>
/// A pole on a cart, to be balanced by pushing left or right. Barto, Sutton, Anderson, 1983; the constants and the limit of 500 steps are
/// those of Gym's CartPole-v1.
/// </summary>
internal sealed class CartPole(int seed)
{
    public const int Observations = 4;
    public const int Actions = 2;
    public const int Limit = 500;

    private const double Gravity = 9.8, MassPole = 0.1, Mass = 1.1, Length = 0.5, Force = 10, Seconds = 0.02, MaxAngle = 12 * Math.PI / 180, MaxPlace = 2.4;

    private readonly Random random = new(seed);
    private readonly double[] state = new double[Observations];
    private int steps;

    public void Reset(Span<float> observation)
    {
        steps = 0;
        for (int i = 0; i < Observations; i++)
            state[i] = (0.1 * random.NextDouble()) - 0.05;
        Observe(observation);
    }

    /// <summary>Makes a step, for which there is a reward of 1; tells whether the pole has fallen, or the time is up.</summary>
    public (bool HasFallen, bool IsOver) Step(int action, Span<float> observation)
    {
        (double x, double speed, double angle, double turn) = (state[0], state[1], state[2], state[3]);
        double force = action == 1 ? Force : -Force, cos = Math.Cos(angle), sin = Math.Sin(angle);
        double common = (force + (MassPole * Length * turn * turn * sin)) / Mass;
        double turning = ((Gravity * sin) - (cos * common)) / (Length * ((4.0 / 3) - (MassPole * cos * cos / Mass)));
        double moving = common - (MassPole * Length * turning * cos / Mass);
        (state[0], state[1], state[2], state[3]) = (x + (Seconds * speed), speed + (Seconds * moving), angle + (Seconds * turn), turn + (Seconds * turning));
        Observe(observation);
        bool hasFallen = Math.Abs(state[0]) > MaxPlace || Math.Abs(state[2]) > MaxAngle;
        return (hasFallen, hasFallen || ++steps >= Limit);
    }

    private void Observe(Span<float> observation)
    {
        for (int i = 0; i < Observations; i++)
            observation[i] = (float)state[i];
    }
}
