namespace Samples.Layers;

/// <summary>Attention over sequences: x [L, D].</summary>
internal static class Attention
{
    /// <summary>Multi-head attention, written out. Vaswani and others: Attention Is All You Need, 2017.</summary>
    public static Tensor MultiHead(Tensor x, int heads)
    {
        Tensor q = Heads(x, heads, "query"), k = Heads(x, heads, "key"), v = Heads(x, heads, "value");
        return Merge(MatMul(Softmax(Scores(q, k)), v));
    }

    /// <summary>Press, Smith, Lewis: Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation, 2021.</summary>
    public static Tensor Alibi(Tensor x, int heads)
    {
        int length = x.Shape[0];
        float[] slopes = new float[heads];
        for (int h = 0; h < heads; h++)
            slopes[h] = (float)Math.Pow(2, -8.0 * (h + 1) / heads);
        Tensor distance = Range(length).Unsqueeze(0) - Range(length).Unsqueeze(1);
        Tensor scores = Scores(Heads(x, heads, "query"), Heads(x, heads, "key")) + (Constant(slopes, heads, 1, 1) * distance);
        return Merge(MatMul(Softmax(Causal(scores)), Heads(x, heads, "value")));
    }

    /// <summary>Shazeer, Lan, Cheng, Ding, Hou: Talking-Heads Attention, 2020.</summary>
    public static Tensor TalkingHeads(Tensor x, int heads)
    {
        Tensor before = Weight("before", [heads, heads]), after = Weight("after", [heads, heads]);
        Tensor logits = Contract("hij,hk->kij", Scores(Heads(x, heads, "query"), Heads(x, heads, "key")), before);
        return Merge(MatMul(Contract("hij,hk->kij", Softmax(logits), after), Heads(x, heads, "value")));
    }

    /// <summary>One key and value for all heads. Shazeer: Fast Transformer Decoding: One Write-Head is All You Need, 2019.</summary>
    public static Tensor MultiQuery(Tensor x, int heads)
    {
        int width = x.Shape[1] / heads;
        Tensor k = Dense(x, width, bias: false, name: "key"), v = Dense(x, width, bias: false, name: "value");
        return Merge(MatMul(Softmax(Scores(Heads(x, heads, "query"), k)), v));
    }

    /// <summary>Ainslie and others: GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints, 2023.</summary>
    public static Tensor GroupedQuery(Tensor x, int heads, int groups)
    {
        int length = x.Shape[0], width = x.Shape[1] / heads;
        Tensor q = Heads(x, heads, "query").Reshape(groups, heads / groups, length, width);
        Tensor k = Dense(x, groups * width, bias: false, name: "key").Reshape(length, groups, 1, width).Permute(1, 2, 0, 3);
        Tensor v = Dense(x, groups * width, bias: false, name: "value").Reshape(length, groups, 1, width).Permute(1, 2, 0, 3);
        return Merge(MatMul(Softmax(Scores(q, k)), v).Reshape(heads, length, width));
    }

    /// <summary>Shaw, Uszkoreit, Vaswani: Self-Attention with Relative Position Representations, 2018; one head, positions beside the keys.</summary>
    public static Tensor RelativePositions(Tensor x, int distance = 2)
    {
        int length = x.Shape[0], width = x.Shape[1];
        Tensor q = Dense(x, width, bias: false, name: "query"), k = Dense(x, width, bias: false, name: "key");
        Tensor number = Clamp(Range(length).Unsqueeze(0) - Range(length).Unsqueeze(1), -distance, distance) + distance;
        Tensor positions = Gather(Weight("positions", [(2 * distance) + 1, width]), number);
        Tensor scores = MatMul(q, k.Transpose()) + Contract("id,ijd->ij", q, positions);
        return MatMul(Softmax(scores / Math.Sqrt(width)), Dense(x, width, bias: false, name: "value"));
    }

    /// <summary>
    /// A trained bias for each head and distance. Raffel and others: Exploring the Limits of Transfer Learning with a Unified Text-to-Text
    /// Transformer, 2019; without logarithmic buckets.
    /// </summary>
    public static Tensor RelativeBias(Tensor x, int heads)
    {
        int length = x.Shape[0];
        Tensor number = Range(length).Unsqueeze(0) - Range(length).Unsqueeze(1) + (length - 1);
        Tensor bias = Gather(Weight("bias", [(2 * length) - 1, heads], Init.Normal, 0.1), number).Permute(2, 0, 1);
        return Merge(MatMul(Softmax(Scores(Heads(x, heads, "query"), Heads(x, heads, "key")) + bias), Heads(x, heads, "value")));
    }

    /// <summary>RoPE, written out. Su, Lu, Pan, Murtadha, Wen, Liu: RoFormer: Enhanced Transformer with Rotary Position Embedding, 2021.</summary>
    public static Tensor Rotary(Tensor x, int heads)
    {
        Tensor q = Turned(Heads(x, heads, "query")), k = Turned(Heads(x, heads, "key"));
        return Merge(MatMul(Softmax(Scores(q, k)), Heads(x, heads, "value")));

        static Tensor Turned(Tensor t)
        {
            int length = t.Shape[^2], width = t.Shape[^1];
            Tensor angles = Range(length).Unsqueeze(1) * Exp(-2 * Math.Log(10000) / width * Range(width / 2));
            Tensor pairs = t.Reshape(-1, length, width / 2, 2), even = pairs[.., .., .., 0], odd = pairs[.., .., .., 1];
            return Stack(-1, (even * Cos(angles)) - (odd * Sin(angles)), (even * Sin(angles)) + (odd * Cos(angles))).Reshape(-1, length, width);
        }
    }

    /// <summary>Causal, by running sums. Katharopoulos, Vyas, Pappas, Fleuret: Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention, 2020.</summary>
    public static Tensor LinearAttention(Tensor x)
    {
        int width = x.Shape[1];
        Tensor q = Elu(Dense(x, width, bias: false, name: "query")) + 1, k = Elu(Dense(x, width, bias: false, name: "key")) + 1, v = Dense(x, width, bias: false, name: "value");
        Tensor memory = CumulativeSum(Contract("ld,le->lde", k, v), 0);
        return Contract("ld,lde->le", q, memory) / Sum(q * CumulativeSum(k, 0), [1], keepDims: true);
    }

    /// <summary>FAVOR+ with positive random features. Choromanski and others: Rethinking Attention with Performers, 2020.</summary>
    public static Tensor Performer(Tensor x, int features = 8)
    {
        int width = x.Shape[1];
        Tensor projection = Constant(RandomNumbers.Normal(features * width), features, width);
        double scale = Math.Pow(width, -0.25);
        Tensor q = Features(scale * Dense(x, width, bias: false, name: "query")), k = Features(scale * Dense(x, width, bias: false, name: "key"));
        Tensor memory = Contract("lf,le->fe", k, Dense(x, width, bias: false, name: "value"));
        return MatMul(q, memory) / MatMul(q, Sum(k, 0)).Unsqueeze(1);

        Tensor Features(Tensor t) => Exp(Linear(t, projection) - (0.5 * Sum(Square(t), [1], keepDims: true))) / Math.Sqrt(features);
    }

    /// <summary>Henry, Dachapally, Pawar, Chen: Query-Key Normalization for Transformers, 2020.</summary>
    public static Tensor QueryKeyNorm(Tensor x, int heads)
    {
        Tensor q = Heads(x, heads, "query"), k = Heads(x, heads, "key");
        q /= Norm(q, [-1], keepDims: true);
        k /= Norm(k, [-1], keepDims: true);
        Tensor gain = Weight("g", [], Init.Constant, Math.Log2((x.Shape[0] * x.Shape[0]) - x.Shape[0]));
        return Merge(MatMul(Softmax(gain * MatMul(q, k.Transpose())), Heads(x, heads, "value")));
    }

    /// <summary>Wang, Li, Khabsa, Fang, Ma: Linformer: Self-Attention with Linear Complexity, 2020.</summary>
    public static Tensor Linformer(Tensor x, int heads, int rank)
    {
        Tensor e = Weight("e", [rank, x.Shape[0]]), f = Weight("f", [rank, x.Shape[0]]);
        Tensor k = MatMul(e, Heads(x, heads, "key")), v = MatMul(f, Heads(x, heads, "value"));
        return Merge(MatMul(Softmax(Scores(Heads(x, heads, "query"), k)), v));
    }

    /// <summary>A sliding window. Beltagy, Peters, Cohan: Longformer: The Long-Document Transformer, 2020.</summary>
    public static Tensor SlidingWindow(Tensor x, int heads, int window = 1)
    {
        Tensor distance = Abs(Range(x.Shape[0]).Unsqueeze(0) - Range(x.Shape[0]).Unsqueeze(1));
        Tensor scores = Where(distance <= window, Scores(Heads(x, heads, "query"), Heads(x, heads, "key")), -1e9);
        return Merge(MatMul(Softmax(scores), Heads(x, heads, "value")));
    }

    /// <summary>The random variant. Tay, Bahri, Metzler, Juan, Zhao, Zheng: Synthesizer: Rethinking Self-Attention in Transformer Models, 2020.</summary>
    public static Tensor Synthesizer(Tensor x) =>
        MatMul(Softmax(Weight("scores", [x.Shape[0], x.Shape[0]])), Dense(x, x.Shape[1], bias: false, name: "value"));

    /// <summary>Retention in its parallel form, one head. Sun and others: Retentive Network: A Successor to Transformer for Large Language Models, 2023.</summary>
    public static Tensor Retention(Tensor x, float decay = 0.9f)
    {
        int length = x.Shape[0], width = x.Shape[1];
        Tensor distance = Range(length).Unsqueeze(1) - Range(length).Unsqueeze(0);
        Tensor weights = CausalMask(length) * Exp(Math.Log(decay) * distance);
        Tensor scores = MatMul(Dense(x, width, bias: false, name: "query"), Dense(x, width, bias: false, name: "key").Transpose()) / Math.Sqrt(width);
        return MatMul(scores * weights, Dense(x, width, bias: false, name: "value"));
    }

    /// <summary>AFT-full. Zhai and others: An Attention Free Transformer, 2021.</summary>
    public static Tensor AttentionFree(Tensor x)
    {
        int length = x.Shape[0], width = x.Shape[1];
        Tensor positions = Exp(Weight("positions", [length, length], Init.Normal, 0.1)), k = Exp(Dense(x, width, name: "key"));
        Tensor weighted = MatMul(positions, k * Dense(x, width, name: "value"));
        return Sigmoid(Dense(x, width, name: "query")) * weighted / MatMul(positions, k);
    }

    /// <summary>Steps of retrieval from stored patterns. Ramsauer and others: Hopfield Networks is All You Need, 2020.</summary>
    public static Tensor Hopfield(Tensor state, int patterns, int steps = 2, float beta = 1)
    {
        Tensor stored = Weight("patterns", [patterns, state.Shape[0]]);
        for (int i = 0; i < steps; i++)
            state = MatMul(Softmax(beta * MatMul(stored, state)), stored);
        return state;
    }

    /// <summary>Additive scores: a query [D] over a memory [L, E]. Bahdanau, Cho, Bengio: Neural Machine Translation by Jointly Learning to Align and Translate, 2014.</summary>
    public static Tensor Bahdanau(Tensor query, Tensor memory, int units) => MatMul(Softmax(Additive(query, memory, units)), memory);

    /// <summary>General scores. Luong, Pham, Manning: Effective Approaches to Attention-based Neural Machine Translation, 2015.</summary>
    public static Tensor Luong(Tensor query, Tensor memory)
    {
        Tensor scores = MatMul(memory, MatMul(Weight("weight", [memory.Shape[1], query.Shape[0]]), query));
        Tensor context = MatMul(Softmax(scores), memory);
        return Tanh(Dense(Concat(0, context, query), query.Shape[0], bias: false, name: "combine"));
    }

    /// <summary>Scores that point into the input. Vinyals, Fortunato, Jaitly: Pointer Networks, 2015.</summary>
    public static Tensor Pointer(Tensor query, Tensor memory, int units) => LogSoftmax(Additive(query, memory, units));

    private static Tensor Additive(Tensor query, Tensor memory, int units)
    {
        Tensor hidden = Tanh(Dense(memory, units, bias: false, name: "memory") + Dense(query, units, bias: false, name: "query"));
        return MatMul(hidden, Weight("v", [units]));
    }

    // [L, D] → [heads, L, D / heads]
    private static Tensor Heads(Tensor x, int heads, string name) =>
        Dense(x, x.Shape[1], bias: false, name: name).Reshape(x.Shape[0], heads, -1).Transpose(0, 1);

    // [heads, L, D / heads] → [L, D]
    private static Tensor Merge(Tensor x)
    {
        int length = x.Shape[1], width = x.Shape[0] * x.Shape[2];
        return Dense(x.Transpose(0, 1).Reshape(length, width), width, bias: false, name: "out");
    }

    private static Tensor Scores(Tensor q, Tensor k) => MatMul(q, k.Transpose()) / Math.Sqrt(q.Shape[^1]);

    private static Tensor Causal(Tensor scores) => Where(CausalMask(scores.Shape[^1]), scores, float.NegativeInfinity);
}
