namespace Samples.Sequences;

/// <summary>
/// A selective state space: what is kept and forgotten depends on the input. Gu, Dao: Mamba: Linear-Time Sequence Modeling with Selective State Spaces, 2023; the block of
/// mamba_ssm's README, d_model = 16, d_state = 16, d_conv = 4, expand = 2, between an embedding and a head of its own.
/// </summary>
[Network]
[Input(Length, Name = "tokens")]
[Embedding(Vocabulary, Width, Name = "embedding")]
[Dense(2 * Inner, Bias = false, Name = "in_proj")]
[Slice(0, Inner, Axis = -1, Name = "x"), Slice(Inner, Inner, Axis = -1, From = "in_proj", Name = "z")]
[Transpose(0, 1, From = "x"), Conv1D(Inner, 4, Groups = Inner, Paddings = [3, 0], Name = "conv1d"), Silu, Transpose(0, 1)]
[Recurrent(nameof(SelectiveScan), Inner, State, Name = "ssm")]
[Silu(From = "z", Name = "gate"), Multiply(From = "ssm, gate")]
[Dense(Width, Bias = false, Name = "out_proj")]
[Add(From = "embedding, out_proj"), RmsNorm(Name = "norm_f"), Dense(Vocabulary, Name = "head")]
[CrossEntropy(Axis = -1, IgnoreIndex = Nothing)]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Mamba
{
    private const int Length = 24, Vocabulary = 10, Width = 16, Inner = 2 * Width, State = 16, Rank = 1, Nothing = -1;

    // h' = exp(Δ A) h + Δ B x,  y = C h' + D x
    private static (Tensor Y, Tensor H) SelectiveScan(Tensor x, Tensor h)
    {
        Tensor[] parts = Split(Dense(x, Rank + (2 * State), bias: false, name: "x_proj"), [Rank, State, State], 0);
        Tensor step = Softplus(Dense(parts[0], Inner, biasInit: Init.Constant, biasInitValue: -2, name: "dt_proj"));
        Tensor rates = -Exp(Weight("A_log", [Inner, State], Init.Uniform, 1));
        Tensor after = (Exp(step.Unsqueeze(1) * rates) * h) + ((step * x).Unsqueeze(1) * parts[1]);
        return (MatMul(after, parts[2]) + (Weight("D", [Inner], Init.Constant, 1) * x), after);
    }

    public static Exhibit Exhibit => new(
        "mamba", "Gu, Dao 2023",
        [
            new("block", Block, Formula(16), "mamba_ssm's README example"),
            new("mamba-130m by the same formula", (24 * (Formula(768) + 768)) + (50_280 * 768) + 768, 129_135_360, "state-spaces/mamba-130m"),
        ],
        "selective copying of 24 tokens", Train)
    {
        Check = () => Agreement.Mistake<Mamba>(Vocabulary),
    };

    private static long Block => new Mamba().Parameters.Where(p => p.Name.Split('.')[0] is "in_proj" or "conv1d" or "ssm" or "out_proj").Sum(p => (long)p.Length);

    // in_proj, conv1d, x_proj, dt_proj, A_log, D, out_proj of a block of so many features
    private static long Formula(long d)
    {
        long inner = 2 * d, rank = (d + 15) / 16;
        return (d * 2 * inner) + (5 * inner) + (inner * (rank + 32)) + (rank * inner) + inner + (inner * 16) + inner + (inner * d);
    }

    // Four letters stand among blanks; behind a sign they are to be written in their order.
    private static Outcome Train(bool isLong)
    {
        Mamba network = new(seed: 1);
        Random random = new(1);
        const int Batch = 64, Letters = 4, Sign = 9;
        float[] tokens = new float[Batch * Length];
        int[] following = new int[Batch * Length];
        double first = 0, last = 0;
        for (int step = 0; step < (isLong ? 4000 : 400); step++)
        {
            Array.Clear(tokens);
            Array.Fill(following, Nothing);
            for (int i = 0; i < Batch; i++)
            {
                int[] places = [.. Enumerable.Range(0, Length - Letters)];
                random.Shuffle(places);
                int k = 0;
                foreach (int place in places.Take(Letters).Order())
                {
                    int letter = random.Next(1, 9);
                    tokens[(i * Length) + place] = letter;
                    tokens[(i * Length) + Length - Letters + k] = Sign;
                    following[(i * Length) + Length - Letters + k++] = letter;
                }
            }
            float loss = network.TrainBatch(tokens, following);
            first = step == 0 ? loss : first;
            last = loss;
        }
        return new("cross-entropy of the letters", first, last, isLong ? 0.2 : first * 0.85);
    }
}
