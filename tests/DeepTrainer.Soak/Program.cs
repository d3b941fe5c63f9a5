using DeepTrainer.Soak;
using DeepTrainer.Soak.Threads;

// Each command runs until its count is reached, prints what it counted, and returns 0 if nothing was found.
(string Name, string Summary, Func<string[], int> Run)[] commands =
[
    ("files", "reads mutated and wrongly built files of all formats", FileFuzz.Run<SavedNetwork>),
    ("kills", "kills a process that saves, and looks at what it leaves", SaveLoop.Run),
    ("trainings", "kills a process that trains, resumes it, and compares what it ends with", TrainingKills.Run<SavedNetwork>),
    ("threads", "calls of many threads on one network: 10,000,000 results, each compared with what it is alone", ThreadsCommand.Run),
    ("declarations", "random declarations: no exception, code that compiles, no silence, at most 2 s each", DeepTrainer.Soak.Declarations.Run),
    ("times", "how long the generator takes for 30, 100 and 300 layers of each kind", Times.Run),
];

if (args.Length > 0 && commands.FirstOrDefault(c => c.Name == args[0]) is { Run: not null } command)
    return command.Run(args[1..]);

Console.Error.WriteLine("usage: dotnet run -c Release --project tests/DeepTrainer.Soak -- <command> [count] [seed]");
foreach ((string name, string summary, _) in commands)
    Console.Error.WriteLine($"  {name,-14} {summary}");
return 2;
