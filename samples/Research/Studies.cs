using DeepTrainer;
using DeepTrainer.Lab;

namespace Samples;

/// <summary>
/// What is compared, on which samples. The declarations are those of the digits; for other samples they are fitted and compiled at run time.
/// </summary>
internal static class Studies
{
    // What is written in this project has a star.
    private static readonly Variant[] s_activations =
    [
        Variant.Of<WithRelu>("ReLU"), Variant.Of<WithGelu>("GELU"), Variant.Of<WithSnake>("Snake*"), Variant.Of<WithLeakyRelu>("leaky ReLU"), Variant.Of<WithElu>("ELU"),
        Variant.Of<WithSilu>("SiLU"), Variant.Of<WithMish>("Mish"), Variant.Of<WithTanh>("tanh"), Variant.Of<WithSquareplus>("Squareplus*"), Variant.Of<WithIsrlu>("ISRLU*"),
    ];

    /// <summary>Three activations, three seeds: whether all is well, in seconds.</summary>
    public static IEnumerable<Experiment> Small(string? folder) =>
        [Activations("Activations on digits", Digits(), s_activations[..3], new() { Folder = Sub(folder, "digits"), Seeds = 3, Epochs = 15, Progress = new ConsoleRuns() })];

    /// <summary>Ten activations on three kinds of samples, and other ideas on one, with ten seeds.</summary>
    public static IEnumerable<Experiment> Full(string? folder)
    {
        Dataset cancer = Tables.Load("breast_cancer");
        (Dataset train, Dataset test) = FashionImages.Load();
        ExperimentOptions options = new() { Seeds = 10, Epochs = 30, Progress = new ConsoleRuns() };
        return
        [
            Activations("Activations on digits", Digits(), s_activations, options with { Folder = Sub(folder, "digits") }),
            Activations("Activations on Fashion-MNIST", (train, test), s_activations, options with { Folder = Sub(folder, "fashion"), Epochs = 10 }),
            // The table is small, so that each seed has a split of its own.
            Activations("Activations on a table", ExperimentData.Split(cancer, test: 0.3, standardize: true), s_activations, options with { Folder = Sub(folder, "table") }),
            new Experiment(Digits(), [s_activations[0], Variant.Of<WithMse>("squared error"), Variant.Of<WithFocal>("focal loss*"), Variant.Of<WithLion>("Lion*")],
                options with { Name = "Losses and update rules on digits", Folder = Sub(folder, "ideas") }),
        ];
    }

    private static Experiment Activations(string name, ExperimentData data, Variant[] activations, ExperimentOptions options) =>
        new(data, [.. activations.Select(a => a.FittedTo(data.For(1).Train))], options with { Name = name });

    /// <summary>The digits as images, so that first-layer weights are shown as such.</summary>
    private static ExperimentData Digits()
    {
        (Dataset train, Dataset holdOut) = DigitImages.Load();
        return (AsImages(train), AsImages(holdOut));
    }

    private static Dataset AsImages(Dataset data) =>
        Dataset.FromLabels(data.Inputs.ToArray(), [1, DigitImages.Side, DigitImages.Side], data.Labels.ToArray(), data.ClassNames);

    private static string? Sub(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);
}
