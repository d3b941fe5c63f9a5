using System.Collections.Concurrent;
using DeepTrainer.Mpi.Ranks;

namespace DeepTrainer.Mpi.Tests;

/// <summary>Independent jobs, shared by their files.</summary>
public sealed class SweepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Theory]
    [InlineData(1, 7)]
    [InlineData(4, 3)]
    [InlineData(4, 40)]
    public void RanksShareTheJobs_EachIsDoneOnce(int ranks, int jobs)
    {
        ConcurrentBag<string> begun = [];
        SweepJob[] all = [.. Enumerable.Range(0, jobs).Select(i => new SweepJob($"job{i}.txt", path =>
        {
            begun.Add($"job{i}.txt");
            Thread.Sleep(5);
            File.WriteAllText(path, $"{i}");
        }))];
        SweepResult[] results = ThreadGroup.Run(ranks, group => Sweep.Run(_folder, all, group));
        Assert.Equal(all.Select(j => j.Name).Order(), begun.Order());
        Assert.Equal(begun.Order(), results.SelectMany(r => r.Done).Order());
        Assert.All(results, r => Assert.Empty(r.Missing));
        Assert.All(Enumerable.Range(0, jobs), i => Assert.Equal($"{i}", File.ReadAllText(Path.Combine(_folder, $"job{i}.txt"))));
        Assert.Equal(jobs, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void ARunAgain_DoesWhatIsMissing()
    {
        bool fails = true;
        List<string> begun = [];
        SweepJob[] jobs = [.. Enumerable.Range(0, 5).Select(i => new SweepJob($"{i}.txt", path =>
        {
            begun.Add($"{i}");
            File.WriteAllText(path, "half");
            if (i == 2 && fails)
                throw new IOException("mine");
        }))];
        SweepResult first = Sweep.Run(_folder, jobs);
        Assert.Equal(["0.txt", "1.txt", "3.txt", "4.txt"], first.Done);
        Assert.Equal(("2.txt", "mine"), (first.Failed.Single().Name, first.Failed.Single().Error.Message));
        Assert.Equal(["2.txt"], first.Missing);
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
        fails = false;
        begun.Clear();
        SweepResult second = Sweep.Run(_folder, jobs);
        Assert.Equal(["2"], begun);
        Assert.Empty(second.Missing);
    }

    [Fact]
    public void AProcessThatDies_LosesItsJobInProgressOnly_AndOthersTakeIt()
    {
        Assert.NotEqual(0, Processes.End(Processes.Start(null, "sweep", _folder, "job04.txt")).Code);
        string[] done = Results();
        Assert.Equal(["job00.txt", "job01.txt", "job02.txt", "job03.txt"], done.Order());
        Assert.Equal(2, Directory.GetFiles(_folder, "job04.txt.*").Length);
        Assert.All(done, name => Assert.StartsWith("result", File.ReadAllText(Path.Combine(_folder, name)), StringComparison.Ordinal));
        (int code, string output) = Processes.End(Processes.Start(null, "sweep", _folder));
        Assert.True(code == 0, output);
        Assert.Contains($"done {Work.Jobs20 - done.Length}, missing 0", output, StringComparison.Ordinal);
        Assert.All(Results(), name => Assert.StartsWith("result", File.ReadAllText(Path.Combine(_folder, name)), StringComparison.Ordinal));
        Assert.Equal(Work.Jobs20, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void WhatOthersAreAtWorkOn_IsLeftAlone_WhateverTheNames()
    {
        string[] others = ["rate=1.5.4711.part", "rate=1..part", "star.9.part"], left = ["rate=1.4711.part", "sta?.7.part"];
        foreach (string name in others.Concat(left))
            File.WriteAllText(Path.Combine(_folder, name), "half");
        SweepResult result = Sweep.Run(_folder, [new("rate=1", path => File.WriteAllText(path, "1")), new("sta?", path => File.WriteAllText(path, "2"))]);
        Assert.Empty(result.Missing);
        Assert.Equal(others.Concat(["rate=1", "sta?"]).Order(), Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public void WhatCannotBeShared_IsRefused()
    {
        static void Nothing(string path)
        {
        }

        Assert.Contains("no name of a file", Assert.Throws<ArgumentException>(() => Sweep.Run(_folder, [new("a/b.txt", Nothing)])).Message, StringComparison.Ordinal);
        Assert.Contains("Two jobs are called 'A.txt'",
            Assert.Throws<ArgumentException>(() => Sweep.Run(_folder, [new("a.txt", Nothing), new("A.txt", Nothing)])).Message, StringComparison.Ordinal);
        Assert.Contains("wrote no file", Sweep.Run(_folder, [new("a.txt", Nothing)]).Failed.Single().Error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sweep.Run(_folder, [], rank: 2, ranks: 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Results() => [.. Directory.GetFiles(_folder, "job*.txt").Select(path => Path.GetFileName(path)!)];
}
