using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepTrainer.Lab;

/// <summary>A run's result as a file, JSON, which is there as a whole or not at all.</summary>
internal static class RunFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The result; null if there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is no result of a run.</exception>
    public static RunResult? Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize<RunResult>(file, s_options) ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no result of a run: {e.Message} Delete it, and the run is done again.", e);
        }
    }

    /// <summary>Writes the result beside its place and moves it there.</summary>
    public static void Write(string path, RunResult result)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew))
            {
                JsonSerializer.Serialize(file, result, s_options);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
