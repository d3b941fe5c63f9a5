namespace Samples.Tables;

/// <summary>
/// Whether someone likes a film: weights of both, the product of their vectors, and a network on them. Guo, Tang, Ye, Li, He: DeepFM: A Factorization-Machine based Neural
/// Network for CTR Prediction, 2017; as rixwew/pytorch-fm has it, with the fields of MovieLens-1M: 6,040 users and 3,952 films.
/// </summary>
[Network]
[Input(2, Name = "fields")]
[Constant([0, Users], Name = "offsets"), Add(From = "fields, offsets", Name = "numbers")]
[Embedding(Users + Films, 1, Name = "linear.fc", From = "numbers", InitValue = 0.01)]
[Embedding(Users + Films, 16, Name = "embedding", From = "numbers", InitValue = 0.02)]
[Layer(nameof(Products), Name = "fm")]
[Flatten(From = "embedding")]
[Repeat(2, Name = "mlp"), Dense(16), BatchNorm, Relu, Dropout(0.2), EndRepeat]
[Dense(1, Name = "mlp.out")]
[Layer(nameof(Logit), From = "linear.fc, fm, mlp.out", Name = "linear")]
[BinaryCrossEntropyWithLogits]
[Adam(LearningRate = 1e-2)]
internal sealed partial class DeepFm
{
    private const int Users = 6040, Films = 3952;

    // the products of all pairs of fields, [F, D] → [1]
    private static Tensor Products(Tensor fields) => 0.5 * Sum(Square(Sum(fields, 0)) - Sum(Square(fields), 0), [0], keepDims: true);

    private static Tensor Logit(Tensor linear, Tensor products, Tensor deep) => Sum(linear, 0) + Weight("bias", [1], Init.Zeros) + products + deep;

    public static Exhibit Exhibit => new(
        "deepfm", "Guo et al. 2017",
        [new("DeepFM", ParameterCount, 170_746, "rixwew/pytorch-fm, embed_dim = 16, mlp_dims = (16, 16): (6,040 + 3,952) · 17 + 1 + 32·16 + 16 + 32 + 16·16 + 16 + 32 + 17")],
        "generated ratings", Train)
    {
        Check = () => Agreement.Mistake<DeepFm>(200, steps: 1),
    };

    // Tastes have four dimensions; 200 users have seen a third of 200 films.
    private static Outcome Train(bool isLong)
    {
        Random random = new(1);
        float[] tastes = new float[4 * Users], kinds = new float[4 * Films];
        random.Normal(tastes);
        random.Normal(kinds);
        float[] fields = new float[40_000], isLiked = new float[fields.Length / 2];
        for (int i = 0; i < isLiked.Length; i++)
        {
            int user = random.Next(200), film = random.Next(200);
            (fields[2 * i], fields[(2 * i) + 1]) = (user, film);
            float liking = 0;
            for (int k = 0; k < 4; k++)
                liking += tastes[(4 * user) + k] * kinds[(4 * film) + k];
            isLiked[i] = random.NextSingle() < 1 / (1 + MathF.Exp(-3 * liking)) ? 1 : 0;
        }
        (Dataset train, Dataset unseen) = Dataset.FromTargets(fields, [2], isLiked, [1]).Split(0.8, seed: 1);
        DeepFm network = new(seed: 1);
        double before = network.Right(unseen);
        new Trainer<DeepFm>(network).Fit(train, epochs: isLong ? 20 : 10, batchSize: 256);
        return new("share of unseen ratings right", before, network.Right(unseen), 0.65);
    }

    private double Right(Dataset data)
    {
        float[] outputs = new float[data.Count];
        PredictBatch(data.Inputs, outputs);
        int right = 0;
        for (int i = 0; i < outputs.Length; i++)
            right += outputs[i] > 0 == data.Targets[i] > 0.5f ? 1 : 0;
        return (double)right / outputs.Length;
    }
}
