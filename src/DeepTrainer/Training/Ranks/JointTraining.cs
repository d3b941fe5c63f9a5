using System.Globalization;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>
/// What the ranks of a group do together in a call of <see cref="Trainer{TNetwork}.Fit"/>: make sure that they train the same, agree on
/// when to stop, and end together. Each of them goes over the same batches, as one process would, and works on its part of each.
/// </summary>
internal sealed class JointTraining(IProcessGroup group)
{
    private const char Failure = '!';
    private const string SameSource =
        "Each rank reads a source as a whole and works on its part of each batch: give all the same samples in the same order, with the same seeds of shuffling and augmentation.";

    private readonly float[] _wishes = new float[3];
    private uint _batches;
    private bool _hasBegun, _isOfAll;

    public IProcessGroup Group { get; } = group;

    /// <summary>Whether this is the rank that writes files and logs.</summary>
    public bool IsFirst => Group.Rank == 0;

    /// <summary>The part of a batch that a rank works on: as even as can be, and none for some where there are more ranks than samples.</summary>
    public Samples PartOf(Samples batch)
    {
        int start = StartOf(Group.Rank, batch.Count);
        return batch.Slice(start, StartOf(Group.Rank + 1, batch.Count) - start);
    }

    /// <summary>Where the part of a rank begins.</summary>
    public int StartOf(int rank, int samples) => (int)((long)rank * samples / Group.Size);

    /// <summary>Runs a call of Fit, so that no rank waits for ever for one that has failed.</summary>
    public History Run(INetwork network, Func<History> fit)
    {
        try
        {
            History history = fit();
            TakeNotes(network);
            CheckSame(network, "after training");
            return history;
        }
        catch (Exception e) when (!_isOfAll)
        {
            if (_hasBegun)
                Group.Abort($"Rank {Group.Rank} of {Group.Size} can't go on with training '{network.Info.Name}'. {e}");
            else
                Exchange($"{Failure}{e.Message}");
            throw;
        }
    }

    /// <summary>Begins if all ranks are about to do the same.</summary>
    public void Begin(IEnumerable<(string Name, string Value)> facts)
    {
        (string Name, string Value)[] own = [.. facts];
        _hasBegun = true;
        string[] all = Exchange(string.Join('\n', own.Select(fact => fact.Value)));
        if (Array.FindIndex(all, text => text.StartsWith(Failure)) is var failed and >= 0)
            throw OfAll(new InvalidOperationException($"Rank {failed} can't begin to train: {all[failed][1..]}"));
        string[][] values = Array.ConvertAll(all, text => text.Split('\n'));
        for (int i = 0; i < own.Length; i++)
        {
            if (Array.FindIndex(values, of => of.ElementAtOrDefault(i) != values[0][i]) is var other and >= 0)
                throw OfAll(new InvalidOperationException(
                    $"Ranks that train together must begin alike, but for '{own[i].Name}' rank 0 has {values[0][i]} and rank {other} has "
                        + $"{values[other].ElementAtOrDefault(i)}; give all of them "
                    + "the same network, seeds, data and arguments, or let all load the same file."));
        }
    }

    /// <summary>Whether training is to stop: if any rank wants it to. All know the same then, and have another batch, or none of them.</summary>
    public bool Stops(TrainingContext training, bool isCancelled, bool hasBatch)
    {
        _wishes[0] = isCancelled || training.IsCancelling ? 1 : 0;
        _wishes[1] = training.StopReason is null ? 0 : 1;
        _wishes[2] = hasBatch ? 1 : 0;
        Group.AllReduce(_wishes);
        if (_wishes[2] > 0 && _wishes[2] < Group.Size)
            throw OfAll(new InvalidOperationException($"{_wishes[2]} of {Group.Size} ranks have a batch more to train on than the others in epoch {training.Epoch}. {SameSource}"));
        if (_wishes[0] > 0)
            training.Cancel();
        if (_wishes[1] > 0)
            training.Stop(Array.Find(Exchange(training.StopReason ?? ""), reason => reason.Length > 0)!);
        return training.IsStopping;
    }

    /// <summary>Adds up what ranks measured of their parts, in the order of ranks.</summary>
    public void Sum(LossMean loss)
    {
        (double[] sums, double[] weights) = loss.State;
        double[] own = [.. sums, .. weights], all = new double[own.Length * Group.Size];
        Group.AllGather(MemoryMarshal.AsBytes<double>(own.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
        Array.Clear(own);
        for (int i = 0; i < all.Length; i++)
            own[i % own.Length] += all[i];
        loss.Set((own[..sums.Length], own[sums.Length..]));
    }

    /// <summary>Fills in the rows that other ranks have.</summary>
    public void Gather(Span<float> rows, int samples)
    {
        int size = rows.Length / samples, start = StartOf(Group.Rank, samples) * size, end = StartOf(Group.Rank + 1, samples) * size;
        rows[..start].Fill(-0f);
        rows[end..].Fill(-0f);
        Group.AllReduce(rows);
    }

    /// <summary>Takes over what layers of rank 0 noted in training, such as running averages; those of the others saw other samples.</summary>
    public void TakeNotes(INetwork network)
    {
        foreach (Parameter note in network.Parameters.Where(p => !p.IsTrained))
        {
            float[] values = note.ToArray();
            TakeFirst(values);
            note.CopyFrom(values);
        }
    }

    /// <summary>Takes over the values of rank 0.</summary>
    public void TakeFirst(Span<float> values)
    {
        if (!IsFirst)
            values.Fill(-0f);
        Group.AllReduce(values);
    }

    /// <summary>Remembers what a batch of a source was, for <see cref="CheckSame(INetwork, string)"/>.</summary>
    public void Note(Samples batch) => _batches = batch.Hash(_batches);

    /// <summary>Makes sure that all ranks measure with batches of the same size, 0 for none.</summary>
    public void CheckSizes(int samples)
    {
        int[] own = [samples], all = new int[Group.Size];
        Group.AllGather(MemoryMarshal.AsBytes<int>(own), MemoryMarshal.AsBytes(all.AsSpan()));
        if (Array.FindIndex(all, size => size != all[0]) is var other and >= 0)
            throw OfAll(new InvalidOperationException($"Rank 0 has a batch of {all[0]} samples to measure with and rank {other} one of {all[other]}. {SameSource}"));
    }

    /// <summary>Makes sure that all ranks have read the same samples and have the same weights.</summary>
    public void CheckSame(INetwork network, string when)
    {
        CheckSame(_batches.ToString(CultureInfo.InvariantCulture), other => $"What rank {other} has read is not what rank 0 has read, {when}. {SameSource}");
        CheckSame(RankFacts.HashOf(network.Parameters), other =>
            $"The weights of '{network.Info.Name}' on rank {other} are no longer those of rank 0 {when}: something, such as a callback, has changed them, the learning rate or "
            + "options on one of them only, or the processors compute differently.");
    }

    /// <summary>Marks an exception that all ranks throw, so that none waits for another.</summary>
    public TException OfAll<TException>(TException exception)
        where TException : Exception
    {
        _isOfAll = true;
        return exception;
    }

    private void CheckSame(string own, Func<int, string> message)
    {
        string[] all = Exchange(own);
        if (Array.FindIndex(all, text => text != all[0]) is var other and >= 0)
            throw OfAll(new InvalidOperationException(message(other)));
    }

    private string[] Exchange(string text)
    {
        byte[] own = RankFacts.Message(text), all = new byte[own.Length * Group.Size];
        Group.AllGather(own, all);
        return [.. Enumerable.Range(0, Group.Size).Select(rank => RankFacts.TextOf(all.AsSpan(rank * own.Length, own.Length)))];
    }
}
