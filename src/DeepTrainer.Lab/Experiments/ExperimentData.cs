using System.Collections.Immutable;
using System.Globalization;

namespace DeepTrainer.Lab;

/// <summary>
/// The samples of an experiment: the same parts for each seed, or a random split of its own for each seed. All variants of a seed have the same.
/// </summary>
/// <example><code>ExperimentData digits = (train, test);
/// ExperimentData wine = ExperimentData.Split(table, test: 0.3, standardize: true);</code></example>
public sealed class ExperimentData
{
    private readonly Func<int, DataParts> _parts;
    private readonly Lazy<string> _fingerprint;

    /// <summary>The same parts for each seed: seeds differ in first weights and in the order of samples.</summary>
    /// <param name="train">What is trained on.</param>
    /// <param name="test">What the trained network is measured with, once, at the end.</param>
    /// <param name="validation">
    /// What epochs are measured with, for curves, early stopping and the choice of successive halving; the test samples if null, for curves alone.
    /// </param>
    /// <exception cref="ArgumentException">The classes of the parts have different names.</exception>
    public ExperimentData(Dataset train, Dataset test, Dataset? validation = null)
        : this(_ => new(train, validation, test), "the same for each seed", 0, new(() => Lab.Fingerprint.Of(validation is null ? [train, test] : [train, validation, test])))
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        SameClasses(train, test, nameof(test));
        SameClasses(train, validation, nameof(validation));
        HasValidation = validation is not null;
    }

    private ExperimentData(Func<int, DataParts> parts, string division, double testToTrain, Lazy<string> fingerprint) =>
        (_parts, Division, TestToTrain, _fingerprint) = (parts, division, testToTrain, fingerprint);

    /// <summary>Whether there are samples to choose by that aren't those of the final measurement.</summary>
    public bool HasValidation { get; private init; }

    /// <summary>How the samples are divided, in words.</summary>
    public string Division { get; }

    /// <summary>
    /// The number of test samples divided by that of training samples where each seed has another split, which tests must account for; else 0.
    /// </summary>
    public double TestToTrain { get; }

    /// <summary>The same of validation samples.</summary>
    private double ValidationToTrain { get; init; }

    /// <summary>A hash of all samples.</summary>
    internal string Fingerprint => _fingerprint.Value;

    /// <summary>The same parts for each seed.</summary>
    /// <param name="parts">What is trained on and what is measured with.</param>
    public static implicit operator ExperimentData((Dataset Train, Dataset Test) parts) => new(parts.Train, parts.Test);

    /// <summary>
    /// Another random split for each seed, so that results don't hang on one choice of test samples. Classes have the same share in all parts; samples
    /// with several labels or with target values are divided as they come.
    /// </summary>
    /// <param name="all">All samples.</param>
    /// <param name="test">The share of test samples, in (0, 1).</param>
    /// <param name="validation">The share of validation samples; 0 for none.</param>
    /// <param name="standardize">Whether inputs get mean 0 and deviation 1, by the training samples of each split alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share isn't one, or none is left to train on.</exception>
    public static ExperimentData Split(Dataset all, double test = 0.2, double validation = 0, bool standardize = false)
    {
        ArgumentNullException.ThrowIfNull(all);
        if (test is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(test), test, "The share of test samples lies between 0 and 1, such as 0.2.");
        if (!(validation >= 0 && validation + test < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validation), validation, $"The share of validation samples is at least 0, and with {test} for tests something must be left to train on.");
        }
        string division = string.Create(CultureInfo.InvariantCulture, $"another for each seed: {test:R} test, {validation:R} validation{(standardize ? ", standardized" : "")}");
        return new(seed => Divide(all, seed, test, validation, standardize), division, test / (1 - test - validation), new(() => Lab.Fingerprint.Of(all)))
        {
            HasValidation = validation > 0,
            ValidationToTrain = validation / (1 - test - validation),
        };
    }

    /// <summary>The parts of a seed.</summary>
    /// <param name="seed">The seed.</param>
    public DataParts For(int seed) => _parts(seed);

    /// <summary>The same without the test samples: what is measured are the validation samples, to choose by.</summary>
    /// <exception cref="InvalidOperationException">There are no validation samples.</exception>
    public ExperimentData ForSelection()
    {
        if (!HasValidation)
            throw new InvalidOperationException("What is chosen by the test samples looks better on them than it is. Give validation samples to choose by: "
                + "new ExperimentData(train, test, validation), or ExperimentData.Split(all, test: 0.2, validation: 0.2).");
        return new(Selection, $"{Division}, measured on validation samples", ValidationToTrain, _fingerprint);

        DataParts Selection(int seed)
        {
            DataParts parts = _parts(seed);
            return new(parts.Train, parts.Validation, parts.Validation!);
        }
    }

    private static DataParts Divide(Dataset all, int seed, double test, double validation, bool standardize)
    {
        (Dataset train, Dataset tested) = Divide(all, 1 - test, seed);
        Dataset? validated = null;
        if (validation > 0)
            (train, validated) = Divide(train, 1 - (validation / (1 - test)), seed);
        if (!standardize)
            return new(train, validated, tested);
        Standardization scale = Standardization.Fit(train);
        return new(scale.Apply(train), validated is null ? null : scale.Apply(validated), scale.Apply(tested));
    }

    private static (Dataset First, Dataset Second) Divide(Dataset data, double fraction, int seed) =>
        data is { HasLabels: true, TargetSize: 1 } ? data.SplitStratified(fraction, seed) : data.Split(fraction, seed);

    // Numbers that nobody gave names say nothing beside words.
    private static void SameClasses(Dataset train, Dataset? other, string argument)
    {
        if (other is null)
            return;
        ImmutableArray<string> names = train.ClassNames, others = other.ClassNames;
        bool isNamed = names.All(IsNumber) == others.All(IsNumber);
        if (isNamed && names.Zip(others).FirstOrDefault(pair => pair.First != pair.Second) is (string own, string their))
        {
            throw new ArgumentException(
                $"A class of '{argument}' is '{their}' where that of the training samples is '{own}', so that their numbers mean others; read it "
                    + "with ClassNames of the training samples.", argument);
        }

        static bool IsNumber(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}

/// <summary>The samples of one seed.</summary>
/// <param name="Train">What is trained on.</param>
/// <param name="Validation">What epochs are measured with; null if there is no such part.</param>
/// <param name="Test">What the trained network is measured with.</param>
public sealed record DataParts(Dataset Train, Dataset? Validation, Dataset Test);
