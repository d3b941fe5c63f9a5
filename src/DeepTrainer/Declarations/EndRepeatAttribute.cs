namespace DeepTrainer;

/// <summary>Stands behind the last of the layers that the <see cref="RepeatAttribute"/> above repeats.</summary>
/// <remarks>
/// It belongs to the innermost open <see cref="RepeatAttribute"/> that doesn't say how many layers it takes. Behind one that does, outside of
/// others, it checks the number. PyTorch: none.
/// </remarks>
public sealed class EndRepeatAttribute : ElementAttribute;
