using System.Globalization;
using DeepTrainer.Runtime;

namespace DeepTrainer.Soak.Threads;

/// <summary>
/// Eight threads call networks that they share, and compare every result with what the call gives alone. In the first half all calls may run
/// beside each other: nothing may be refused. In the second two more threads train, load and save: what gets in their way is refused with an
/// <see cref="InvalidOperationException"/>, and what is not has the right bits.
/// </summary>
internal sealed class ThreadsCommand(long count, int seed)
{
    private const int Readers = 8;
    private const int Writers = 2;

    private readonly Subject[] _subjects = Subjects();
    private long _right;
    private long _refusedReads;
    private long _changes;
    private long _refusedChanges;
    private int _finds;

    public static int Run(string[] args)
    {
        long count = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
        int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        Team.SharesAll = true;
        return new ThreadsCommand(count, seed).Run();
    }

    private static Subject[] Subjects()
    {
        Wide wide = new(3);
        return
        [
            new(new Perceptron(3), 100), new(new Tokens(3), 20, rows: 11), new(new Images(3), 10), new(new Recurrence(3), 20),
            new(wide, 1, setThreads: threads => wide.Threads = threads),
        ];
    }

    private int Run()
    {
        Half("reading", count / 2, writers: 0);
        if (_refusedReads > 0)
            Tell($"{_refusedReads} calls were refused though nothing changed weights");
        Half("reading and writing", count, Writers);
        foreach (Subject subject in _subjects)
        {
            if (!Subject.SameBits(subject.Weights, subject.WeightsNow()))
                Tell($"{subject.Network.Info.Name} has other weights than before");
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{_right:N0} predictions, losses and steps right, {_refusedReads:N0} calls refused; {_changes:N0} changes made, {_refusedChanges:N0} refused; {_finds} finds"));
        return _finds == 0 ? 0 : 1;
    }

    // Until so many results were right in all.
    private void Half(string name, long until, int writers)
    {
        long[] stepsBefore = [.. _subjects.Select(s => s.Network.Steps)];
        long[] trained = new long[_subjects.Length];
        Thread[] threads = [.. Enumerable.Range(0, Readers + writers).Select(i => new Thread(() => Loop(i)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        for (int i = 0; i < _subjects.Length; i++)
        {
            if (_subjects[i].Network.Steps - stepsBefore[i] != trained[i])
                Tell($"{_subjects[i].Network.Info.Name} counted {_subjects[i].Network.Steps - stepsBefore[i]} steps of {trained[i]}");
        }
        Console.WriteLine(FormattableString.Invariant($"{name}: {_right:N0} right, {_refusedReads:N0} calls refused"));

        void Loop(int thread)
        {
            Random random = new((1000 * seed) + (100 * writers) + thread);
            while (Interlocked.Read(ref _right) < until && Volatile.Read(ref _finds) < 100)
            {
                int chosen = Choose(random);
                if (thread < Readers)
                    Read(_subjects[chosen], random);
                else if (Change(_subjects[chosen], random))
                    Interlocked.Increment(ref trained[chosen]);
            }
        }
    }

    private int Choose(Random random)
    {
        int place = random.Next(_subjects.Sum(s => s.Weight)), chosen = 0;
        while (place >= _subjects[chosen].Weight)
            place -= _subjects[chosen++].Weight;
        return chosen;
    }

    private void Read(Subject subject, Random random)
    {
        if (random.Next(100) == 0)
            subject.SetThreads(random);
        try
        {
            (int results, string? find) = subject.Read(random);
            if (find is null)
                Interlocked.Add(ref _right, results);
            else
                Tell($"{subject.Network.Info.Name}: {find} is not what it is alone");
        }
        catch (InvalidOperationException)
        {
            Interlocked.Increment(ref _refusedReads);
        }
    }

    private bool Change(Subject subject, Random random)
    {
        try
        {
            bool trained = subject.Change(random);
            Interlocked.Increment(ref _changes);
            return trained;
        }
        catch (InvalidOperationException)
        {
            Interlocked.Increment(ref _refusedChanges);
            return false;
        }
    }

    private void Tell(string find)
    {
        Interlocked.Increment(ref _finds);
        Console.WriteLine($"{find} (seed {seed})");
    }
}
