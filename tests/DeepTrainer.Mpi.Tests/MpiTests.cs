using DeepTrainer.Mpi.Ranks;

namespace DeepTrainer.Mpi.Tests;

/// <summary>Processes that mpirun starts; threads where there is none.</summary>
public sealed class MpiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AllRanks_EndAsOneProcess_WithTheSameBits_AndAStepAllocatesNothing(int ranks)
    {
        Train(ranks, _folder);
        Joint one = new(seed: 1);
        History history = new Trainer<Joint>(one) { Metrics = [Metric.F1()] }.Fit(Work.Train103, Work.Validation29, Work.Epochs, Work.BatchSize, seed: 3);
        byte[] first = File.ReadAllBytes(Work.PathOf(_folder, 0));
        string[] said = File.ReadAllLines(Path.Combine(_folder, "rank0.txt"));
        for (int rank = 1; rank < ranks; rank++)
        {
            Assert.Equal(first, File.ReadAllBytes(Work.PathOf(_folder, rank)));
            Assert.Equal(said[..^1], File.ReadAllLines(Path.Combine(_folder, $"rank{rank}.txt"))[..^1]);
        }
        Joint joint = new(seed: 2);
        joint.Load(Work.PathOf(_folder, ranks - 1));
        foreach ((Parameter expected, Parameter actual) in one.Parameters.Zip(joint.Parameters))
            Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Equal(Work.Epochs, said.Length - 1);
        foreach ((EpochResult epoch, string line) in history.Epochs.Zip(said))
        {
            double[] numbers = Array.ConvertAll(line.Split(' '), double.Parse);
            Assert.Equal(epoch.TrainLoss, numbers[0], 1e-5);
            Assert.Equal(epoch.ValidationLoss!.Value, numbers[1], 1e-5);
            Assert.Equal(epoch.ValidationAccuracy!.Value, numbers[2], 1e-9);
            Assert.Equal(epoch.Metrics["F1"], numbers[3], 1e-9);
        }
        if (Processes.MpiRun is not null)
            Assert.Contains(said[^1], (string[])[$"{ranks} ranks, 0 steps allocate", $"{ranks} ranks, 1 steps allocate"]); // what the runtime makes once
        Assert.True(File.Exists(Path.Combine(_folder, "run", "last.safetensors")));
    }

    [Fact]
    public void ARunAgain_GivesTheSameBits()
    {
        string other = Path.Combine(_folder, "other");
        Directory.CreateDirectory(other);
        Train(3, _folder);
        Train(3, other);
        Assert.Equal(File.ReadAllBytes(Work.PathOf(_folder, 0)), File.ReadAllBytes(Work.PathOf(other, 0)));
    }

    [Fact]
    public void AnExceptionOnOneRank_EndsAll_WithItsMessage()
    {
        if (Processes.MpiRun is not null)
        {
            (int code, string output) = Processes.End(Processes.Start(3, "fail"));
            Assert.NotEqual(0, code);
            Assert.Contains("Rank 1 of 3 can't go on with training 'Joint'. System.IO.IOException: the disk of rank 1 is full", output, StringComparison.Ordinal);
            return;
        }
        (int, Exception? Error)[] all = ThreadGroup.Try(3, group =>
        {
            new Trainer<Joint>(new Joint(seed: 1)) { Group = group }.Fit(group.Rank == 1 ? BatchSource.From(Work.Train103.Format, Broken(), 103) : Work.Train103, epochs: 1);
            return 0;
        });
        Assert.All(all, rank => Assert.NotNull(rank.Error));
    }

    [Fact]
    public void WithoutMpirun_AProcessIsAGroupOfOne_OrIsToldWhatToInstall()
    {
        (int code, string output) = Processes.End(Processes.Start(null, "alone"));
        if (Processes.MpiRun is null && code != 0)
        {
            Assert.Contains("No MPI was found", output, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(0, code);
        Assert.Contains("rank 0 of 1", output, StringComparison.Ordinal);
        Assert.Contains("make one MpiGroup for the whole program", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Train(int ranks, string folder)
    {
        if (Processes.MpiRun is null)
        {
            ThreadGroup.Run(ranks, group =>
            {
                Work.Train(group, folder);
                return 0;
            });
            return;
        }
        (int code, string output) = Processes.End(Processes.Start(ranks, "train", folder));
        Assert.True(code == 0, output);
    }

    private static IEnumerable<Sample> Broken()
    {
        yield return new Sample(new float[Joint.InputSize], 0);
        throw new IOException("the disk of rank 1 is full");
    }
}
