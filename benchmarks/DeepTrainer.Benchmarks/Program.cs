using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using DeepTrainer.Benchmarks.Batches;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Size;
using DeepTrainer.Benchmarks.Suites;
using DeepTrainer.Benchmarks.Sweep;

// compare [words of a workload's name] [--output folder] [--aot]: times and costs of everything.
// sweep [--count N] [--output folder]: many random networks, generated code against the engine.
// batches [words of a workload's name] [--sizes 1,2,3] [--only-generated] [--output folder]: how times grow with the batch.
// Anything else is BenchmarkDotNet's: --filter '*', --list flat, --job short, ...
if (args is ["compare", .. string[] rest])
    return CompareRun.Run(Options.Parse(rest)) ? 0 : 1;
if (args is ["batches", .. string[] about])
    return BatchesRun.Run(BatchesOptions.Parse(about)) ? 0 : 1;
if (args is ["sweep", .. string[] further])
    return SweepRun.Run(SweepOptions.Parse(further)) ? 0 : 1;
if (args is [JitTime.Command, var workload])
{
    JitTime.Print(workload);
    return 0;
}

// It builds the solution's projects once more, which two minutes, the default, don't always suffice for.
IConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(CompareSuite).Assembly).Run(args, config);
return 0;
