namespace DeepTrainer;

/// <summary>
/// Base of everything that stands on a network's class beside <see cref="NetworkAttribute"/>: layers, the loss, the
/// optimizer and gradient clipping. Every constructor argument is also a property of the same name; every option is a
/// settable property whose initial value is the default (PyTorch's).
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class ElementAttribute : Attribute;
