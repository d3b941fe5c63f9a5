namespace DeepTrainer.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class Temporary : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("deeptrainer").FullName;

    public string this[string file] => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
