using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer;

/// <summary>
/// What <see cref="Trainer{TNetwork}.Fit"/> goes on with: <c>resume: true</c> for its last call on the network, <c>resume: "run/last.safetensors"</c> for a
/// checkpoint, if there is one.
/// </summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "It exists for what an argument may be.")]
public readonly record struct Resume
{
    private Resume(bool isResumed, string? path) => (IsResumed, Path) = (isResumed, path);

    /// <summary>Whether anything is gone on with.</summary>
    public bool IsResumed { get; }

    /// <summary>The checkpoint's file; null for the last call.</summary>
    public string? Path { get; }

    /// <summary>Whether to go on with the last call of Fit on the network.</summary>
    /// <param name="isResumed">Whether to.</param>
    public static implicit operator Resume(bool isResumed) => new(isResumed, null);

    /// <summary>Goes on from a checkpoint if the file exists, and begins otherwise.</summary>
    /// <param name="path">The file.</param>
    public static implicit operator Resume(string path) =>
        new(true, string.IsNullOrEmpty(path) ? throw new ArgumentException("The checkpoint's file has no name.", nameof(path)) : path);

    /// <summary>Goes on from what a <see cref="Checkpoint"/> saved last, if it did, and begins otherwise.</summary>
    /// <param name="checkpoint">The callback.</param>
    public static implicit operator Resume(Checkpoint checkpoint) => (checkpoint ?? throw new ArgumentNullException(nameof(checkpoint))).LastPath;
}
