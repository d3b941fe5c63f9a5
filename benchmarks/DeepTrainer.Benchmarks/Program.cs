using BenchmarkDotNet.Running;
using DeepTrainer.Benchmarks.Quick;
using DeepTrainer.Benchmarks.Suites;

// quick [folder]: the table of all workloads. Anything else is BenchmarkDotNet's: --filter '*', --list flat, --job short, ...
if (args is ["quick", ..])
    return QuickRun.Run(args.ElementAtOrDefault(1) ?? "artifacts") ? 0 : 1;

BenchmarkSwitcher.FromAssembly(typeof(Suite).Assembly).Run(args);
return 0;
