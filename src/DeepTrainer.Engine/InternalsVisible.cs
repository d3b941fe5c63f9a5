using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DeepTrainer.Compiler.Tests")]
