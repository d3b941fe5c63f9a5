using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DeepTrainer.Benchmarks")]
[assembly: InternalsVisibleTo("DeepTrainer.Compiler.Tests")]
