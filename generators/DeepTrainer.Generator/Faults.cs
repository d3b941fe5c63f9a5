using System.Diagnostics;

namespace DeepTrainer.Generator;

/// <summary>An exception → what is told of it, at the class that it concerns.</summary>
internal static class Faults
{
    public static Problem Of(string network, Exception fault)
    {
        System.Reflection.MethodBase? thrower = new StackTrace(fault).GetFrames()?.Select(f => f.GetMethod())
            .FirstOrDefault(m => m?.DeclaringType?.Assembly == typeof(Faults).Assembly);
        string place = thrower is null ? "" : $" in {thrower.DeclaringType!.Name}.{thrower.Name}";
        string text = $"{fault.GetType().Name}{place}: {fault.Message}";
        return new(ProblemKinds.CompilerFault, Problem.TheClass, null, [network, text.Replace("\r", "").Replace('\n', ' ')]);
    }
}
