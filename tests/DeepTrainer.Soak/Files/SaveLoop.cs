using System.Diagnostics;

namespace DeepTrainer.Soak;

/// <summary>
/// A process that saves a file without end is killed at any moment; whatever is then in its folder, the file can be read, and after the next
/// save there is nothing beside it.
/// </summary>
internal static class SaveLoop
{
    private const int MaxFloats = 1_000_000;

    public static int Run(string[] args)
    {
        if (args.Length == 2 && args[0] == "child")
            Save(args[1]);
        int count = args.Length > 0 ? int.Parse(args[0]) : 300;
        (int left, List<string> finds) = Kill(count, seed: 1, folder => new ProcessStartInfo(Environment.ProcessPath!, ["kills", "child", folder]));
        foreach (string find in finds)
            Console.WriteLine(find);
        Console.WriteLine($"{count} kills: {left} left a file behind, {finds.Count} finds");
        return finds.Count == 0 ? 0 : 1;
    }

    /// <summary>Saves without end, files of changing lengths.</summary>
    public static void Save(string folder)
    {
        for (int i = 0; ; i++)
        {
            var values = new float[1 + (i * 7919L * 7919 % MaxFloats)];
            new TensorFile([new FileTensor("weight", [values.Length], values)]).Write(Path.Combine(folder, "net.safetensors"));
            if (i == 0)
                Console.WriteLine("saving");
        }
    }

    /// <summary>How many kills left a file behind, and what was wrong.</summary>
    public static (int Left, List<string> Finds) Kill(int count, int seed, Func<string, ProcessStartInfo> start)
    {
        var random = new Random(seed);
        string folder = Directory.CreateTempSubdirectory("deeptrainer-kills").FullName, path = Path.Combine(folder, "net.safetensors");
        List<string> finds = [];
        int left = 0;
        for (int i = 0; i < count; i++)
        {
            ProcessStartInfo info = start(folder);
            info.RedirectStandardOutput = true;
            using (Process child = Process.Start(info)!)
            {
                while (child.StandardOutput.ReadLine() is string line && line != "saving")
                {
                }
                Thread.Sleep(random.Next(40));
                child.Kill();
                child.WaitForExit();
            }
            left += Directory.GetFiles(folder).Length > 1 ? 1 : 0;
            try
            {
                TensorFile file = TensorFile.Read(path);
                file.Write(path);
                if (Directory.GetFiles(folder) is { Length: > 1 } files)
                    finds.Add($"kill {i}: {files.Length} files after the next save");
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                finds.Add($"kill {i}: {e.Message}");
            }
        }
        Directory.Delete(folder, recursive: true);
        return (left, finds);
    }
}
