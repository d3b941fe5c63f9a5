using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>A network that knows which calls are at work on it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGuarded
{
    /// <summary>What knows it.</summary>
    ref Guard Guard { get; }
}
