using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DeepTrainer.Soak;

/// <summary>
/// A process that trains is killed at any moment and started again, which resumes, until training is done; whatever is then in its folder can be read, and what it ends with
/// has the bits, and the logs the lines, of a training that nobody killed.
/// </summary>
internal static partial class TrainingKills
{
    private const int Samples = 61, Inputs = 3, BatchSize = 8, Epochs = 20;

    // How far a child comes at most, in batches and then in time; a tenth is killed while it starts.
    private const int MostBatches = 40, MostMilliseconds = 10;

    private const string Final = "final.safetensors";

    /// <summary>Kills so many trainings of a network.</summary>
    /// <typeparam name="TNetwork">Its class.</typeparam>
    /// <param name="args">The number of kills, and the seed of their moments; or "child" and the folder.</param>
    public static int Run<TNetwork>(string[] args)
        where TNetwork : class, INetwork<TNetwork>
    {
        if (args is ["child", var child])
        {
            Train(TNetwork.Create(1), child, Epochs, Console.Out);
            return 0;
        }
        int count = args.Length > 0 ? int.Parse(args[0]) : 300, seed = args.Length > 1 ? int.Parse(args[1]) : 1;
        (int ended, List<string> finds) = Kill(count, seed, TNetwork.Create(1), Epochs, folder => new ProcessStartInfo(Environment.ProcessPath!, ["trainings", "child", folder]));
        foreach (string find in finds)
            Console.WriteLine(find);
        Console.WriteLine($"{count} kills: {ended} trainings ended, {finds.Count} finds");
        return finds.Count == 0 ? 0 : 1;
    }

    /// <summary>Trains, going on from the folder's checkpoint if there is one, and saves what it ends with.</summary>
    public static void Train(INetwork network, string folder, int epochs, TextWriter? teller)
    {
        Checkpoint checkpoint = new(folder) { EveryBatches = 3, Best = 2, KeepEvery = 4 };
        new Trainer<INetwork>(network) { Metrics = [Metric.F1()] }.Fit(
            Data(1), Data(2), epochs, BatchSize, seed: 3, schedule: new ReduceOnPlateau(factor: 0.8, patience: 1),
            callbacks:
            [
                new Announcement(teller), new EarlyStopping(15), WeightAverage.Exponential(0.95), checkpoint,
                new CsvLog(Path.Combine(folder, "log.csv")), new JsonLog(Path.Combine(folder, "log.jsonl")) { EveryBatches = 5 },
                new TensorBoard(Path.Combine(folder, "board")) { EveryBatches = 4 },
            ],
            resume: checkpoint);
        network.SaveCheckpoint(Path.Combine(folder, Final));
    }

    /// <summary>How many trainings ended, and what was wrong.</summary>
    public static (int Ended, List<string> Finds) Kill(int count, int seed, INetwork network, int epochs, Func<string, ProcessStartInfo> start)
    {
        Random random = new(seed);
        string root = Directory.CreateTempSubdirectory("deeptrainer-trainings").FullName, expected = Path.Combine(root, "whole");
        List<string> finds = [];
        Train(network, Directory.CreateDirectory(expected).FullName, epochs, null);
        int kills = 0, ended = 0;
        while (kills < count)
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, $"{ended}")).FullName;
            while (!RunChild(start(folder), kills < count ? random : null))
            {
                kills++;
                finds.AddRange(Unreadable(folder).Select(find => $"kill {kills}: {find}"));
            }
            ended++;
            finds.AddRange(Differences(expected, folder).Select(find => $"training {ended}, after {kills} kills: {find}"));
            Directory.Delete(folder, recursive: true);
        }
        Directory.Delete(root, recursive: true);
        return (ended, finds);
    }

    /// <summary>Whether it ended by itself.</summary>
    private static bool RunChild(ProcessStartInfo info, Random? random)
    {
        info.RedirectStandardOutput = true;
        using Process child = Process.Start(info)!;
        if (random is not null)
        {
            int batches = random.Next(10) == 0 ? 0 : 1 + random.Next(MostBatches), time = random.Next(MostMilliseconds);
            while (batches-- > 0 && child.StandardOutput.ReadLine() is not null)
            {
            }
            if (!child.WaitForExit(time))
                child.Kill();
        }
        // Else a child that tells of its batches waits for someone to read.
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0;
    }

    private static IEnumerable<string> Unreadable(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "*.safetensors"))
        {
            string? find = null;
            try
            {
                _ = TensorFile.Read(path);
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                find = e.Message;
            }
            if (find is not null)
                yield return find;
        }
    }

    private static IEnumerable<string> Differences(string expected, string actual)
    {
        string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        if (!Files(expected).SequenceEqual(Files(actual)))
            yield return $"there are {string.Join(", ", Files(actual))} instead of {string.Join(", ", Files(expected))}";
        foreach (string name in Files(expected).Where(f => f.EndsWith(".safetensors", StringComparison.Ordinal) && File.Exists(Path.Combine(actual, f))))
        {
            TensorFile a = TensorFile.Read(Path.Combine(expected, name)), b = TensorFile.Read(Path.Combine(actual, name));
            if (!a.Tensors.Keys.Order().SequenceEqual(b.Tensors.Keys.Order()) || a.Metadata["steps"] != b.Metadata["steps"])
                yield return $"{name} has other tensors or steps";
            else if (a.Tensors.Keys.FirstOrDefault(t => !a.Tensors[t].ToFloats().Select(BitConverter.SingleToInt32Bits)
                .SequenceEqual(b.Tensors[t].ToFloats().Select(BitConverter.SingleToInt32Bits))) is { } tensor)
                yield return $"{name} has other bits in {tensor}";
        }
        foreach (string log in (string[])["log.csv", "log.jsonl"])
        {
            if (WithoutTimes(Path.Combine(expected, log)) != WithoutTimes(Path.Combine(actual, log)))
                yield return $"{log} has other lines";
        }
        // Each beginning before the first checkpoint has left one, too.
        long[] Lengths(string folder) => [.. Directory.GetFiles(Path.Combine(folder, "board")).Select(f => new FileInfo(f).Length)];
        if (!Lengths(actual).Contains(Lengths(expected).Single()))
            yield return "no event file is as long as it should be";
    }

    // Rate, seconds, metrics in the one; "seconds": in the other.
    private static string WithoutTimes(string log) => Times().Replace(File.ReadAllText(log), "");

    [GeneratedRegex("""(?<=,[^,{]*),[^,{]*(?=,[^,{]*$)|"seconds":[^,}]*""", RegexOptions.Multiline)]
    private static partial Regex Times();

    private static Dataset Data(int seed)
    {
        RandomSource random = new(seed);
        float[] inputs = [.. Enumerable.Range(0, Samples * Inputs).Select(_ => (float)random.NextGaussian())];
        return Dataset.FromLabels(inputs, [Inputs],
            [.. Enumerable.Range(0, Samples).Select(i => inputs[i * Inputs] + inputs[(i * Inputs) + 1] > random.NextGaussian() ? 1 : 0)], 2);
    }

    private sealed class Announcement(TextWriter? writer) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => writer?.WriteLine(batch.Batch);
    }
}
