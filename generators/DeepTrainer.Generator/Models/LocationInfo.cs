namespace DeepTrainer.Generator.Models;

/// <summary>A place in the source as plain numbers, lines and columns from 0: unlike Roslyn's, it keeps no syntax tree alive.</summary>
internal sealed record LocationInfo(
    string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn);
