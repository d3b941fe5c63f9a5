using System.Diagnostics;
using System.Runtime.CompilerServices;
using DeepTrainer.Soak;

namespace DeepTrainer.Tests;

/// <summary>What the long runs do to files, for a few seconds.</summary>
public class ShortRunTests
{
    private const int EpochsOfTraining = 5;
    private const string FolderOfChild = "DEEPTRAINER_TESTS_SAVE_TO", FolderOfTraining = "DEEPTRAINER_TESTS_TRAIN_IN";

    [Fact]
    public void AnyBytes_AreReadOrRefused_WithinTheirMeans()
    {
        var fuzz = new FileFuzz(new SoftmaxRegression(3, 2, seed: 1), seed: 2);
        for (int i = 0; i < 5_000; i++)
            Assert.Null(fuzz.Find(i));
        Assert.InRange(fuzz.Accepted, 100, 2_500);
    }

    [Fact]
    public void AKilledSave_LeavesAFileThatCanBeRead_AndNothingAfterTheNextSave() => Assert.Empty(SaveLoop.Kill(10, seed: 1, folder =>
        new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [FolderOfChild] = folder } }).Finds);

    [Fact]
    public void AKilledTraining_IsResumed_AndEndsWithTheBitsOfOneThatWasNot()
    {
        (int ended, List<string> finds) = TrainingKills.Kill(6, seed: 1, new SoftmaxRegression(3, 2, seed: 1), EpochsOfTraining, folder =>
            new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [FolderOfTraining] = folder } });
        Assert.Empty(finds);
        Assert.True(ended > 0);
    }

    // The test's own program is the child process: told so, it saves or trains instead of testing.
    [ModuleInitializer]
    internal static void SaveIfChild()
    {
        if (Environment.GetEnvironmentVariable(FolderOfChild) is string folder)
            SaveLoop.Save(folder);
        if (Environment.GetEnvironmentVariable(FolderOfTraining) is not string training)
            return;
        TrainingKills.Train(new SoftmaxRegression(3, 2, seed: 1), training, EpochsOfTraining, Console.Out);
        Environment.Exit(0);
    }
}
