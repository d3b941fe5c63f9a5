using System.CommandLine;

namespace Samples;

/// <summary>What the command line says.</summary>
internal sealed record Options(int Epochs, int Seed, string File)
{
    /// <summary>Runs the sample, or shows help or what is wrong with the arguments; returns the exit code.</summary>
    public static int Run(string[] arguments, Func<Options, int> sample)
    {
        var epochs = new Option<int>("--epochs") { Description = "How often to go over the training images; at least 1.", DefaultValueFactory = _ => 40 };
        var seed = new Option<int>("--seed") { Description = "Seed of the first weights and of the order of images.", DefaultValueFactory = _ => 1 };
        var file = new Option<string>("--out")
        {
            Description = "Where to save the network.",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "digits.safetensors"),
        };
        epochs.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out int number) && number < 1)
                result.AddError($"--epochs is {number}; it must be at least 1.");
        });
        file.Validators.Add(result =>
        {
            string? path = result.Tokens.SingleOrDefault()?.Value;
            if (path is not null && (path.Length == 0 || Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
                result.AddError($"--out is '{path}'; it must be a file in an existing folder.");
        });

        var command = new RootCommand("Trains a network on handwritten digits, measures, saves, loads and tries it.") { epochs, seed, file };
        command.SetAction(parsed => Try(sample, new Options(parsed.GetValue(epochs), parsed.GetValue(seed), parsed.GetValue(file)!)));
        return command.Parse(arguments).Invoke();
    }

    private static int Try(Func<Options, int> sample, Options options)
    {
        try
        {
            return sample(options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Digits: {e.Message} — FAILED");
            return 1;
        }
    }
}
