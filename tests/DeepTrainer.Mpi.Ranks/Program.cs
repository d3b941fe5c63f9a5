using DeepTrainer.Mpi;
using DeepTrainer.Mpi.Ranks;

// train folder: trains jointly, and writes what came of it.
// fail: rank 1 throws in the middle of an epoch, and catches it.
// sweep folder [name]: does the jobs of a sweep, and is killed when it comes to the one that is named.
// alone: says what group it is in.
switch (args)
{
    case ["train", var folder]:
        using (MpiGroup mpi = MpiGroup.Start())
            Work.Train(mpi, folder);
        return 0;
    case ["fail"]:
        using (MpiGroup mpi = MpiGroup.Start())
            Work.Fail(mpi);
        return 0;
    case ["sweep", var folder, .. var deadly]:
        SweepResult result = Sweep.Run(folder, Work.Jobs(deadly.FirstOrDefault()));
        Console.WriteLine($"done {result.Done.Count}, missing {result.Missing.Count}");
        return 0;
    case ["alone"]:
        using (MpiGroup mpi = MpiGroup.Start())
            Console.WriteLine($"rank {mpi.Rank} of {mpi.Size}");
        try
        {
            MpiGroup.Start();
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
        }
        return 0;
    default:
        Console.Error.WriteLine("train folder | fail | sweep folder [name] | alone");
        return 2;
}
