namespace DeepTrainer.Tests;

/// <summary>Ranks that are threads of this process, so that what they do together can be tested without MPI. Sums are in the order of ranks.</summary>
internal sealed class ThreadGroup(int rank, ThreadGroup.Shared shared) : IProcessGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public int Rank => rank;

    public int Size => shared.Size;

    /// <summary>The collective calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>What waiting for each other has allocated on this thread.</summary>
    public long Allocated { get; private set; }

    public void AllReduce(Span<float> values)
    {
        Room<float> room = shared.Values;
        values.CopyTo(room.Take(rank, values.Length));
        Wait();
        values.Clear();
        for (int i = 0; i < Size; i++)
        {
            ReadOnlySpan<float> theirs = room.Of(i, values.Length);
            for (int k = 0; k < values.Length; k++)
                values[k] = i == 0 ? theirs[k] : values[k] + theirs[k];
        }
        Wait();
    }

    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        Room<byte> room = shared.Bytes;
        own.CopyTo(room.Take(rank, own.Length));
        Wait();
        for (int i = 0; i < Size; i++)
            room.Of(i, own.Length).CopyTo(all[(i * own.Length)..]);
        Wait();
    }

    public void Abort(string message)
    {
        shared.Aborted ??= message;
        shared.Broken.Cancel();
    }

    /// <summary>Runs something on so many ranks; what each gave or threw, in their order.</summary>
    public static (T? Result, Exception? Error)[] Try<T>(int ranks, Func<ThreadGroup, T> work)
    {
        var shared = new Shared(ranks);
        var results = new (T?, Exception?)[ranks];
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = (work(new ThreadGroup(rank, shared)), null);
            }
            catch (Exception e)
            {
                results[rank] = (default, e);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Assert.All(threads, t => Assert.True(t.Join(Patience), "A rank hangs."));
        return results;
    }

    /// <summary>The same where all must succeed.</summary>
    public static T[] Run<T>(int ranks, Func<ThreadGroup, T> work) =>
        [.. Try(ranks, work).Select(r => r.Error is null ? r.Result! : throw new InvalidOperationException("A rank failed.", r.Error))];

    private void Wait()
    {
        Calls++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (!shared.Barrier.SignalAndWait(Patience, shared.Broken.Token))
                throw new TimeoutException("The other ranks don't come.");
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"Aborted: {shared.Aborted}");
        }
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    internal sealed class Shared(int size)
    {
        public int Size => size;

        public Barrier Barrier { get; } = new(size);

        public CancellationTokenSource Broken { get; } = new();

        public string? Aborted { get; set; }

        public Room<float> Values { get; } = new(size);

        public Room<byte> Bytes { get; } = new(size);
    }

    internal sealed class Room<T>(int size)
    {
        private readonly T[][] _all = [.. Enumerable.Range(0, size).Select(_ => Array.Empty<T>())];
        private readonly int[] _lengths = new int[size];

        public Span<T> Take(int rank, int length)
        {
            if (_all[rank].Length < length)
                _all[rank] = new T[length];
            _lengths[rank] = length;
            return _all[rank].AsSpan(0, length);
        }

        public ReadOnlySpan<T> Of(int rank, int length)
        {
            // As MPI says it: other lengths are a mistake of who calls.
            if (_lengths[rank] != length)
                throw new InvalidOperationException($"Rank {rank} gives {_lengths[rank]} values, and another one {length}.");
            return _all[rank].AsSpan(0, length);
        }
    }
}
