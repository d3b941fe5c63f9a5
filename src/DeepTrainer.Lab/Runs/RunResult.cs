using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DeepTrainer.Lab;

/// <summary>What one run gave: one variant, trained with one seed.</summary>
public sealed record RunResult
{
    /// <summary>The variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>The seed of weights, dropout and the order of samples (and of the split, if each seed has its own).</summary>
    public required int Seed { get; init; }

    /// <summary>All that the result depends on, by name: a run with other settings is another run.</summary>
    public required ImmutableSortedDictionary<string, string> Configuration { get; init; }

    /// <summary>Why training ended without a result: the loss or a weight became infinite or not a number. Null if it didn't.</summary>
    public string? Diverged { get; init; }

    /// <summary>The number that variants are compared by, of the test samples; NaN for a run that diverged.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>The loss of the test samples; NaN for a run that diverged.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>The fraction of the test samples that is classified correctly; null without classes.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The metrics of the test samples.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } = ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Epoch after epoch; of a run that diverged, those before.</summary>
    public ImmutableArray<RunEpoch> Epochs { get; init; } = [];

    /// <summary>Why a callback ended training early; null if none did.</summary>
    public string? StopReason { get; init; }

    /// <summary>How long training took, with the measuring of epochs.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// The shortest time of an epoch, with its measuring: closest to the code's own time, since the others hold the JIT's work and that of other programs.
    /// </summary>
    public double SecondsPerEpoch { get; init; } = double.NaN;

    /// <summary>The number of weights.</summary>
    public int Parameters { get; init; }

    /// <summary>The bytes of the weights and of what the optimizer keeps for them; a batch's working memory is not among them.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>A hash of the final weights: the same run gives the same on every machine with the same vector width.</summary>
    public string WeightsHash { get; init; } = "";

    /// <summary>How many test samples of a class (the row) are taken for which class (the column); empty without classes.</summary>
    public ImmutableArray<ImmutableArray<int>> Confusion { get; init; } = [];

    /// <summary>The names of the classes.</summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>A look into the trained network; of each variant's first seed.</summary>
    public Portrait? Portrait { get; init; }

    /// <summary>Where it ran.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Whether there is a result.</summary>
    [JsonIgnore]
    public bool HasDiverged => Diverged is not null;
}

/// <summary>An epoch of a run.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainLoss">The mean loss of its batches.</param>
/// <param name="Loss">The loss of the validation samples (of the test samples, if there are no others).</param>
/// <param name="Value">The number that variants are compared by, of the same samples; NaN if that is only known when training has ended.</param>
public sealed record RunEpoch(int Epoch, double TrainLoss, double Loss, double Value);
