using System.Runtime.CompilerServices;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>Lets all threads of a network take part in every call of the tests, whether that is faster or not.</summary>
internal static class AllThreads
{
    [ModuleInitializer]
    public static void Share() => Team.SharesAll = true;
}
