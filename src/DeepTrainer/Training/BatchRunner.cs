namespace DeepTrainer;

/// <summary>Trains a network on the batches of a feed, or measures it with them.</summary>
internal sealed class BatchRunner(INetwork network, BatchFeed feed) : IDisposable
{
    private readonly LossMean _loss = new(network.Info);
    private JointStep? _step;
    private readonly float[] _outputs = new float[ArrayLength.Of("The outputs of a batch", feed.BatchSize, network.Info.OutputSize)];

    /// <summary>Where the batches come from.</summary>
    public BatchFeed Feed { get; } = feed;

    /// <summary>How many samples are trained on at once at most.</summary>
    public int PartSize { get; set; } = int.MaxValue;

    /// <summary>Who looks at gradients before each step; null for steps as a whole.</summary>
    public CallbackList? Watchers { get; set; }

    /// <summary>What is done together with other processes; null without any.</summary>
    public JointTraining? Joint { get; set; }

    /// <summary>The mean loss of the batches that were trained on since it was cleared.</summary>
    public LossMean TrainLoss { get; } = new(network.Info);

    /// <summary>The next batch; false at the end of the epoch. What sources give is noted, since ranks can't compare it before they train.</summary>
    public bool Next(out Samples batch)
    {
        bool hasBatch = Feed.Next(out batch);
        if (hasBatch && Feed is SourceFeed)
            Joint?.Note(batch);
        return hasBatch;
    }

    /// <summary>Trains on a batch.</summary>
    public float Train(Samples batch)
    {
        if (batch.Count > PartSize || Watchers is not null || Joint is not null)
            return TrainParts((IGradientNetwork)network, batch);
        float loss = batch.Format.HasLabels
            ? network.TrainBatch(batch.Inputs, batch.Labels, TrainLoss.Parts)
            : network.TrainBatch(batch.Inputs, batch.Targets, TrainLoss.Parts);
        TrainLoss.Add(batch);
        return loss;
    }

    private float TrainParts(IGradientNetwork gradients, Samples batch)
    {
        double loss = 0;
        try
        {
            if (Joint is null)
            {
                loss = Accumulate(gradients, batch, TrainLoss);
            }
            else
            {
                _step ??= new(Joint, gradients);
                _step.Begin(DataCheck.PartsOf((batch.Count + Joint.Group.Size - 1) / Joint.Group.Size, PartSize));
                loss = _step.Sum(batch.Count, Accumulate(gradients, Joint.PartOf(batch), _step.Losses), TrainLoss);
            }
            Watchers?.Gradients(gradients);
        }
        catch
        {
            // A part of a batch is no step: the next one begins anew.
            gradients.DiscardGradients();
            throw;
        }
        gradients.Apply();
        return (float)(loss / batch.Count);
    }

    // The sum of the losses of samples.
    private double Accumulate(IGradientNetwork gradients, Samples batch, LossMean losses)
    {
        int parts = DataCheck.PartsOf(batch.Count, PartSize);
        double loss = 0;
        for (int i = 0; i < parts; i++)
        {
            int start = (int)((long)i * batch.Count / parts), count = (int)((i + 1L) * batch.Count / parts) - start;
            Samples part = batch.Slice(start, count);
            loss += count * (double)(part.Format.HasLabels
                ? gradients.Accumulate(part.Inputs, part.Labels, losses.Parts)
                : gradients.Accumulate(part.Inputs, part.Targets, losses.Parts));
            losses.Add(part);
        }
        return loss;
    }

    /// <summary>Prepares to measure metrics, and the accuracy if there is one loss that says which classes are right.</summary>
    public MetricRun Begin(bool accuracy, IReadOnlyList<Metric> metrics, long? samples) =>
        new(accuracy && MetricTargets.OfClasses(network.Info).Length == 1, metrics, network.Info, Feed.Format, Feed.BatchSize, samples);

    /// <summary>Measures an epoch: metrics, with one prediction for each sample, and the mean loss if it is asked for.</summary>
    public double? Measure(MetricRun metrics, bool withLoss)
    {
        metrics.Reset();
        _loss.Clear();
        if (metrics.IsEmpty && !withLoss)
            return null;
        Feed.Begin(0);
        while (NextForAll(out Samples batch))
        {
            Samples own = Joint is null ? batch : Joint.PartOf(batch);
            if (withLoss && own.Count > 0)
            {
                _ = own.Format.HasLabels ? network.Evaluate(own.Inputs, own.Labels, _loss.Parts) : network.Evaluate(own.Inputs, own.Targets, _loss.Parts);
                _loss.Add(own);
            }
            if (!metrics.IsEmpty)
                metrics.Add(batch, Joint is null ? Predict(batch) : PredictJointly(batch, Joint));
        }
        if (!withLoss)
            return null;
        Joint?.Sum(_loss);
        return _loss.Value;
    }

    /// <summary>Counts for each row of a target's scores what is right and what is predicted.</summary>
    public void Count(ConfusionMatrix matrix, TargetInfo target)
    {
        var rows = new ClassRows(network.Info, Feed.Format, Feed.BatchSize, [target]);
        Feed.Begin(0);
        while (Feed.Next(out Samples batch))
        {
            rows.Get(batch, Predict(batch), out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            for (int i = 0; i < labels.Length; i++)
                matrix.Add(labels[i], ScoreRow.Predicted(scores.Slice(i * rows.Width, rows.Width), rows.Form.Scores));
        }
    }

    public void Dispose() => Feed.Dispose();

    private bool NextForAll(out Samples batch)
    {
        bool hasBatch = Next(out batch);
        if (Feed is SourceFeed)
            Joint?.CheckSizes(batch.Count);
        return hasBatch;
    }

    private Span<float> Predict(Samples batch, int start = 0)
    {
        Span<float> outputs = _outputs.AsSpan(start * network.Info.OutputSize, batch.Count * network.Info.OutputSize);
        network.PredictBatch(batch.Inputs, outputs);
        return outputs;
    }

    // Each rank a part, so that all measure the same predictions.
    private ReadOnlySpan<float> PredictJointly(Samples batch, JointTraining joint)
    {
        Samples own = joint.PartOf(batch);
        if (own.Count > 0)
            Predict(own, joint.StartOf(joint.Group.Rank, batch.Count));
        Span<float> outputs = _outputs.AsSpan(0, batch.Count * network.Info.OutputSize);
        joint.Gather(outputs, batch.Count);
        return outputs;
    }
}
