namespace DeepTrainer.Compiler.Spec;

/// <summary>Names, of which those that are there already get a number.</summary>
/// <param name="separator">What stands before the number.</param>
internal sealed class UniqueNames(string separator)
{
    private readonly HashSet<string> taken = [];

    // Hundreds may be called the same: all numbers up to this one are taken.
    private readonly Dictionary<string, int> last = [];

    /// <summary>The name, or the name with the first number from 2 on that is free.</summary>
    public string Of(string name)
    {
        if (taken.Add(name))
            return name;
        int number = last.TryGetValue(name, out int known) ? known + 1 : 2;
        while (!taken.Add(name + separator + Format.Integer(number)))
            number++;
        last[name] = number;
        return name + separator + Format.Integer(number);
    }
}
