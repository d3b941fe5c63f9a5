namespace Samples.Tables;

/// <summary>
/// How good a chess position is for who moves: an accumulator of (king, piece) features from the view of either side, with the same weights. Nasu: Efficiently Updatable
/// Neural-Network-based Evaluation Functions for Computer Shogi, 2018; HalfKP 256×2-32-32-1, Stockfish's first. A side has up to 30 features, the rest is -1.
/// </summary>
[Network]
[Input(Pieces, Name = "mine"), Input(Pieces, Name = "theirs")]
[Layer(nameof(Accumulator), From = "mine", Name = "ft")]
[Layer(nameof(Accumulator), From = "theirs", Name = "ftTheirs", SharedWith = "ft")]
[Concat(From = "ft, ftTheirs"), Activation(nameof(ClippedRelu))]
[Dense(32, Name = "l1"), Activation(nameof(ClippedRelu))]
[Dense(32, Name = "l2"), Activation(nameof(ClippedRelu))]
[Dense(1, Name = "output")]
[BinaryCrossEntropyWithLogits]
[Adam(LearningRate = 1e-3)]
internal sealed partial class Nnue
{
    private const int Pieces = 30, Features = 64 * 641;

    private static Tensor Accumulator(Tensor features)
    {
        Tensor rows = Gather(Weight("weight", [Features, 256], Init.Uniform, 0.1), Maximum(features, 0));
        return Sum((features >= 0).Unsqueeze(1) * rows, 0) + Weight("bias", [256], Init.Zeros);
    }

    private static float ClippedRelu(float x) => MathF.Min(MathF.Max(x, 0), 1);

    public static Exhibit Exhibit => new(
        "nnue", "Nasu 2018", [new("HalfKP 256×2-32-32-1", ParameterCount, 10_519_905, "Stockfish 12: 41,024·256 + 256 + 512·32 + 32 + 32·32 + 32 + 33")],
        "random positions, scored by their pieces", Train);

    private static Outcome Train(bool isLong)
    {
        Nnue network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        const int Batch = 256;
        float[] inputs = new float[Batch * InputSize], targets = new float[Batch];
        Fill();
        double before = network.Evaluate(inputs, targets);
        int steps = isLong ? 3000 : 35;
        for (int step = 0; step < steps; step++)
        {
            Fill();
            network.TrainBatch(inputs, targets);
        }
        Fill();
        return new("cross-entropy of the winner", before, network.Evaluate(inputs, targets), before - 0.03);

        void Fill()
        {
            for (int i = 0; i < Batch; i++)
                targets[i] = 1 / (1 + MathF.Exp(-Position(random, inputs.AsSpan(i * InputSize, InputSize)) / 3));
        }
    }

    // Pieces on random squares; the score is the difference of their values. King squares are few, so that there is something to learn soon.
    private static float Position(Random random, Span<float> input)
    {
        ReadOnlySpan<float> values = [1, 3, 3, 5, 9];
        input.Fill(-1);
        int king = random.Next(4), theirKing = random.Next(4), count = random.Next(4, Pieces);
        float score = 0;
        for (int i = 0; i < count; i++)
        {
            int square = random.Next(64), kind = random.Next(5), side = random.Next(2);
            score += side == 0 ? values[kind] : -values[kind];
            input[i] = (king * 641) + 1 + (64 * ((2 * kind) + side)) + square;
            input[Pieces + i] = (theirKing * 641) + 1 + (64 * ((2 * kind) + 1 - side)) + (63 - square);
        }
        return score;
    }
}
