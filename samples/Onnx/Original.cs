using DeepTrainer;

namespace Samples;

/// <summary>
/// Stands for whoever made the model that one is given: a convolutional network that knows the digits 0 to 6. Only <c>-- --make</c> uses it, which trained it
/// and wrote seven-digits.onnx; the rest of the sample knows that file.
/// </summary>
[Network]
[Input(1, 8, 8, Name = "image")]
[Conv2D(8, 3, Padding = 1), BatchNorm, Relu]
[Conv2D(16, 3, Padding = 1), BatchNorm, Relu]
[MaxPool2D(2), Flatten]
[Dense(48), Relu(Name = "features")]
[Dropout(0.3)]
[Dense(7, Name = "digit")]
[CrossEntropy]
[Adam(LearningRate = 2e-3)]
internal sealed partial class Original
{
    public static void Make(string path)
    {
        (Dataset train, Dataset holdOut) = DigitImages.Load();
        Dataset known = OfClasses(train), unseen = OfClasses(holdOut);
        Original network = new(seed: 1);
        Trainer<Original> trainer = new(network);
        trainer.Fit(known, unseen, epochs: 15, seed: 1);
        Console.WriteLine($"{trainer.Evaluate(unseen).Accuracy:P1} of unseen digits from 0 to 6");
        FromOnnxToOnnx.Export(network, path, "Handwritten digits from 0 to 6, of 8x8 pixels from 0 to 1.");
    }

    private static Dataset OfClasses(Dataset digits)
    {
        int[] known = [.. Enumerable.Range(0, digits.Count).Where(i => digits.Label(i) < OutputSize)];
        Dataset some = digits.Subset(known);
        return Dataset.FromLabels(some.Inputs.ToArray(), [1, 8, 8], some.Labels.ToArray(), OutputSize);
    }
}
