using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Engine;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>Networks drawn at random, the same ones in each run.</summary>
internal sealed class RandomTopologies(long seed)
{
    private const int MaxWidth = 600, MaxChannels = 64, LeastImage = 8, MostImage = 32;

    // A batch of 128 of the largest network takes the engine some tenths of a second then.
    private const long MaxMultiplyAdds = 4_000_000;

    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Add)[] Activations =
    [
        ("relu", n => n.Relu()), ("leaky", n => n.LeakyRelu()), ("tanh", n => n.Tanh()), ("sigmoid", n => n.Sigmoid()), ("gelu", n => n.Gelu()),
        ("silu", n => n.Silu()), ("elu", n => n.Elu()), ("softplus", n => n.Softplus()), ("hardswish", n => n.HardSwish()),
    ];

    private readonly RandomSource random = new(seed);

    /// <summary>One to four dense layers.</summary>
    public Topology Dense(int number)
    {
        Draft draft = new(number, Width());
        int layers = Between(1, 4);
        for (int i = 0; i < layers; i++)
        {
            draft.Dense(Width());
            if (i < layers - 1)
                draft.Activate(Activation());
        }
        return draft.Finish();
    }

    /// <summary>One to three convolutions and a dense layer; what is too large is drawn again.</summary>
    public Topology Convolutional(int number)
    {
        while (true)
        {
            Topology drawn = DrawConvolutional(number);
            if (Work.Of(drawn.Model, Operation.Predict, 1).MultiplyAdds <= MaxMultiplyAdds)
                return drawn;
        }
    }

    private Topology DrawConvolutional(int number)
    {
        int image = Between(LeastImage, MostImage);
        Draft draft = new(number, Between(1, 4), image, image);
        for (int i = Between(1, 3); i > 0; i--)
        {
            int kernel = Math.Min(Between(1, 5), draft.Image);
            bool normalizes = random.Next(3) == 0;
            draft.Conv(Between(1, MaxChannels), kernel, Between(1, 2), Between(0, kernel / 2), bias: !normalizes);
            if (normalizes)
                draft.BatchNorm();
            draft.Activate(Activation());
            if (draft.Image >= 4 && random.Next(3) == 0)
                draft.Pool(max: random.Next(2) == 0);
        }
        return draft.Vector(mean: random.Next(3) == 0).Dense(Between(1, 20)).Finish();
    }

    private int Between(int least, int most) => least + random.Next(most - least + 1);

    // Half of them small: evenly drawn ones would nearly all be large.
    private int Width() => Between(1, random.Next(2) == 0 ? MaxWidth : MaxWidth / 10);

    private (string Name, Func<NetworkBuilder, NetworkBuilder> Add) Activation() => Activations[random.Next(Activations.Length)];
}
