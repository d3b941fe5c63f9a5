using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Elements;

/// <summary>Everything that can be declared. A new layer, loss or optimizer is a file and its line here.</summary>
public static class Catalogue
{
    /// <summary>All elements, by the attribute's name.</summary>
    public static ImmutableDictionary<string, Element> All { get; } = ImmutableDictionary.CreateRange(
        new Element[]
        {
            new Input(),
            new Output(),
            new Dense(),
            new Dropout(),
            new Embedding(),
            new FeedForward(),
            new Flatten(),
            new Rnn(),
            new Gru(),
            new Lstm(),
            new Layers.Reshape(),
            new Squeeze(),
            new Unsqueeze(),
            new Conv1D(),
            new Conv2D(),
            new ConvTranspose1D(),
            new ConvTranspose2D(),
            new MaxPool1D(),
            new MaxPool2D(),
            new AvgPool1D(),
            new AvgPool2D(),
            new GlobalAvgPool(),
            new GlobalMaxPool(),
            new AdaptiveAvgPool(),
            new Upsample(),
            new PixelShuffle(),
            new PixelUnshuffle(),
            new Layers.Pad(),
            new Crop(),
            new Slice(),
            new Transpose(),
            new Permute(),
            new Add(),
            new Subtract(),
            new Multiply(),
            new Concat(),
            new MultiHeadAttention(),
            new PositionalEmbedding(),
            new Prelu(),
            new SinusoidalEncoding(),
            new Softmax(),
            new LogSoftmax(),
            new UserActivation(),
            new BinaryCrossEntropy(),
            new BinaryCrossEntropyWithLogits(),
            new CrossEntropy(),
            new Nll(),
            new Ctc(),
            new KlDiv(),
            new MultiMargin(),
            new MultiLabelSoftMargin(),
            new CosineEmbedding(),
            new MarginRanking(),
            new TripletMargin(),
            new GaussianNll(),
            new UserLoss(),
            new Sgd(),
            new Adam(),
            new AdamW(),
            new RmsProp(),
            new Adagrad(),
            new NAdam(),
            new RAdam(),
            new Adamax(),
            new Adadelta(),
            new Rprop(),
            new Lion(),
            new Lamb(),
            new Muon(),
            new UpdateRule(),
            new ClipGradientNorm(),
            new ClipGradientValue(),
        }
        .Concat(Activation.All)
        .Concat(ElementwiseLoss.All)
        .Select(e => new KeyValuePair<string, Element>(e.Kind, e)));
}
