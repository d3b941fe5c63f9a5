using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Size;
using DeepTrainer.Benchmarks.Suites;

// compare [words of a workload's name] [--output folder]: the table of all workloads. size [folder]: what generating takes and gives.
// Anything else is BenchmarkDotNet's: --filter '*', --list flat, --job short, ...
if (args is ["compare", .. string[] rest])
    return CompareRun.Run(Options.Parse(rest)) ? 0 : 1;
if (args is ["size", ..])
    return SizeRun.Run(args.ElementAtOrDefault(1) ?? "artifacts") ? 0 : 1;

// It builds the solution's projects once more, which two minutes, the default, don't always suffice for.
IConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(CompareSuite).Assembly).Run(args, config);
return 0;
