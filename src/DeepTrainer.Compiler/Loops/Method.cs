namespace DeepTrainer.Compiler.Loops;

/// <summary>A method of a kernel: the kernel itself, or what follows its sums.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it computes, a line each.</param>
/// <param name="IsInlined">Whether it is a part of the method that calls it.</param>
/// <param name="IsPrivate">Whether only this kernel calls it.</param>
/// <param name="Parameters">What it is given.</param>
/// <param name="Body">What it does.</param>
internal sealed record Method(string Name, EquatableArray<string> Comment, bool IsInlined, bool IsPrivate, EquatableArray<Parameter> Parameters, EquatableArray<Stmt> Body);

/// <summary>A parameter, its type as in C#.</summary>
internal readonly record struct Parameter(string Type, string Name);
