namespace DeepTrainer;

/// <summary>Makes sources of batches, and changes how they are read.</summary>
/// <example>
/// <code>
/// IBatchSource train = BatchSource.From(SampleFormat.OfLabels([3, 32, 32], 10), pass => ReadFiles("train", pass))
///     .ShuffleWithin(window: 4096, seed: 1).Prefetch();
/// trainer.Fit(train, epochs: 5, batchSize: 64);
/// </code>
/// </example>
public static class BatchSource
{
    /// <summary>A source of a sequence, which is enumerated anew for each pass: a list, or a method with <c>yield return</c>.</summary>
    /// <param name="format">What each sample is.</param>
    /// <param name="samples">The samples. The sequence may end or not; one that doesn't needs Fit's stepsPerEpoch.</param>
    /// <param name="count">How many samples there are, if it is known: progress and schedules that count batches need it.</param>
    public static IBatchSource From(SampleFormat format, IEnumerable<Sample> samples, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return From(format, _ => samples, count);
    }

    /// <summary>A source of sequences, one for each pass.</summary>
    /// <param name="format">What each sample is.</param>
    /// <param name="samples">The samples of a pass, whose number counts from 0: the same each time that it is asked for the same pass.</param>
    /// <param name="count">How many samples a pass has, if it is known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public static IBatchSource From(SampleFormat format, Func<long, IEnumerable<Sample>> samples, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(samples);
        return new SequenceSource(format, samples, CheckCount(count));
    }

    /// <summary>A source of asynchronous sequences, one for each pass; whoever reads waits for the samples (see <see cref="Prefetch"/>).</summary>
    /// <param name="format">What each sample is.</param>
    /// <param name="samples">The samples of a pass, whose number counts from 0: the same each time that it is asked for the same pass.</param>
    /// <param name="count">How many samples a pass has, if it is known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public static IBatchSource From(SampleFormat format, Func<long, IAsyncEnumerable<Sample>> samples, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(samples);
        return new SequenceSource(format, pass => Waiting(samples(pass)), CheckCount(count));
    }

    /// <summary>
    /// A source of two IDX files, the format of MNIST, which are read while training goes on. Files that aren't compressed can be read in any order
    /// (<see cref="Reshuffled"/>).
    /// </summary>
    /// <param name="imagesPath">The file of inputs, of bytes or floats, gzip-compressed or not. Images of [height, width] become [1, height, width]; bytes
    /// keep their values from 0 to 255.</param>
    /// <param name="labelsPath">The file of labels, of bytes.</param>
    /// <param name="classes">The number of classes; without it one more than the largest label, for which the labels are read once.</param>
    /// <param name="limits">How much a compressed file may unpack to, and how many classes labels make by themselves.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or the two don't belong together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There can't be so many classes: 1 to 2²⁴.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IBatchSource FromIdx(string imagesPath, string labelsPath, int? classes = null, ReadLimits? limits = null)
    {
        if (classes is { } given)
            Dataset.CheckClasses(given);
        return IdxSource.Open(imagesPath, labelsPath, classes, limits ?? ReadLimits.Default);
    }

    /// <summary>
    /// A source of two tensors of a safetensors file, which may be longer than memory has room for: they are read while training goes on, in any order
    /// (<see cref="Reshuffled"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What each sample is.</param>
    /// <param name="inputs">The name of the tensor of inputs, [samples, …] with the shape of the format behind it; sizes of 1 don't matter. F32, F16, BF16,
    /// F64 or whole numbers (I8 to I64, U8 to U64).</param>
    /// <param name="targets">The name of the tensor of labels or target values, [samples, …]; not looked for if the format has none.</param>
    /// <param name="limits">How many tensors the file may have.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or a tensor is not there or of another shape or type.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IBatchSource FromSafetensors(string path, SampleFormat format, string inputs = "inputs", string targets = "targets", ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentException.ThrowIfNullOrEmpty(inputs);
        ArgumentException.ThrowIfNullOrEmpty(targets);
        return SafetensorsSource.Open(path, format, inputs, targets, limits ?? ReadLimits.Default);
    }

    /// <summary>Multiplies every input value: <c>source.Scale(1f / 255)</c> brings bytes to [0, 1].</summary>
    /// <param name="source">The source.</param>
    /// <param name="factor">What by.</param>
    public static IBatchSource Scale(this IBatchSource source, float factor) => source.Prepare(sample =>
    {
        foreach (ref float value in sample)
            value *= factor;
    });

    /// <summary>
    /// Changes each sample as it is read, in the same way in every pass: <c>source.Prepare(scale.Apply)</c> standardizes inputs by what was
    /// measured of some of them, <c>source.Prepare(targets: prices.Apply)</c> target values.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="inputs">Changes one sample's input in place; null leaves it as it is. It is called on the thread that reads.</param>
    /// <param name="targets">The same for its target values.</param>
    /// <exception cref="ArgumentException">Target values are to be changed, and samples have classes or nothing.</exception>
    public static IBatchSource Prepare(this IBatchSource source, Action<Span<float>>? inputs = null, Action<Span<float>>? targets = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (targets is not null && (source.Format.HasLabels || source.Format.TargetSize == 0))
            throw new ArgumentException(
                $"The samples have {(source.Format.HasLabels ? "classes" : "no targets")}, and no target values that could be changed.", nameof(targets));
        return new PreparedSource(source, inputs, targets);
    }

    /// <summary>
    /// Changes the order: each pass goes over all samples in another random one. For sources that can read any sample: datasets, IDX files that aren't
    /// compressed, and
    /// safetensors files. It takes 4 bytes of memory a sample.
    /// </summary>
    /// <param name="source">The source, before anything else changes it.</param>
    /// <param name="seed">The same seed gives the same orders, another one for each pass.</param>
    /// <exception cref="ArgumentException">The source can only be read from its first sample to its last.</exception>
    public static IBatchSource Reshuffled(this IBatchSource source, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source is IIndexedSource indexed ? new ReshuffledSource(indexed, seed)
            : throw new ArgumentException("The source can only be read from its first sample to its last; ShuffleWithin draws from a window over it.", nameof(source));
    }

    /// <summary>
    /// Changes the order: as many samples as the window has are kept in memory, and each one that is read is drawn from them at random. The larger the
    /// window, the more
    /// random the order. (<see cref="Reshuffled"/> draws from all, where the source allows it.)
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="window">The number of samples in memory; at least 2.</param>
    /// <param name="seed">The same seed gives the same orders, another one for each pass.</param>
    /// <exception cref="ArgumentException">The window is less than 2 samples, or more than arrays have room for.</exception>
    public static IBatchSource ShuffleWithin(this IBatchSource source, int window, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        return new ShuffledSource(source, window, seed);
    }

    /// <summary>Changes each image at random, so that no pass gives the same ones: flips, shifts, rotations, crops, noise, holes, in the order given.</summary>
    /// <param name="source">The source; its inputs are images of [channels, height, width]. Of a dataset take <see cref="Dataset.Reshuffled"/> for
    /// training.</param>
    /// <param name="seed">The same seed gives the same changes, others in each pass.</param>
    /// <param name="augmentations">What changes them.</param>
    /// <exception cref="ArgumentException">The inputs are no images, or are smaller than what is to be cut out.</exception>
    public static IBatchSource Augment(this IBatchSource source, int seed, params ReadOnlySpan<Augmentation> augmentations)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new AugmentedSource(source, augmentations.ToArray(), seed);
    }

    /// <summary>
    /// Mixes each sample with another one of its batch, λ · first + (1 − λ) · second, and their targets as well; λ is drawn from Beta(alpha, alpha). Classes
    /// become
    /// probabilities, so the network's loss must take these. Zhang et al., 2018.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="alpha">Greater than 0; the smaller, the less is mixed.</param>
    /// <param name="seed">The same seed gives the same mixtures, others in each pass.</param>
    /// <exception cref="ArgumentException">alpha isn't greater than 0, or samples have several labels each.</exception>
    public static IBatchSource MixUp(this IBatchSource source, double alpha = 0.2, int seed = 0) => Mixed(source, alpha, seed, cuts: false);

    /// <summary>
    /// Replaces a box of each image by that of another one of its batch, and mixes their targets by the areas; the box has a share of 1 − λ, with λ drawn from
    /// Beta(alpha, alpha). Classes become probabilities, so the network's loss must take these. Yun et al., 2019.
    /// </summary>
    /// <param name="source">The source; its inputs are images of [channels, height, width].</param>
    /// <param name="alpha">Greater than 0.</param>
    /// <param name="seed">The same seed gives the same mixtures, others in each pass.</param>
    /// <exception cref="ArgumentException">alpha isn't greater than 0, the inputs are no images, or samples have several labels each.</exception>
    public static IBatchSource CutMix(this IBatchSource source, double alpha = 1, int seed = 0) => Mixed(source, alpha, seed, cuts: true);

    /// <summary>Reads ahead on a thread of its own, while training works on the batches before.</summary>
    /// <param name="source">The source, whose readers are called on that thread.</param>
    /// <param name="batches">How many batches are read ahead at most; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no batches.</exception>
    public static IBatchSource Prefetch(this IBatchSource source, int batches = 2)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        return new PrefetchedSource(source, batches);
    }

    private static MixedSource Mixed(IBatchSource source, double alpha, int seed, bool cuts)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(alpha > 0 && double.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must be a number greater than 0.");
        return new(source, alpha, seed, cuts);
    }

    private static long? CheckCount(long? count)
    {
        if (count is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(count));
        return count;
    }

    private static IEnumerable<Sample> Waiting(IAsyncEnumerable<Sample> samples)
    {
        IAsyncEnumerator<Sample> enumerator = samples.GetAsyncEnumerator();
        try
        {
            // On the pool: who waits may be the thread that what is awaited wants to go on with.
            while (Task.Run(() => enumerator.MoveNextAsync().AsTask()).GetAwaiter().GetResult())
                yield return enumerator.Current;
        }
        finally
        {
            Task.Run(() => enumerator.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        }
    }
}
