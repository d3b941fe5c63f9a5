using System.Globalization;
using System.Text.Json;

namespace DeepTrainer.Tests;

public class LogTests
{
    [Fact]
    public void TheCsvLog_HasALineAnEpoch_WithAllThatWasMeasured()
    {
        using Temporary files = new();
        History history = Runs.Fit(Runs.Network(), 3, [new CsvLog(files["new/log.csv"]), new Logger("a, \"b\"")]);
        string[] lines = File.ReadAllLines(files["new/log.csv"]);
        Assert.Equal("epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,seconds,F1,\"a, \"\"b\"\"\"", lines[0]);
        Assert.Equal(4, lines.Length);
        for (int i = 0; i < 3; i++)
        {
            EpochResult epoch = history.Epochs[i];
            string Text(double? x) => x?.ToString("R", CultureInfo.InvariantCulture) ?? "";
            Assert.Equal(
                $"{epoch.Epoch},{Text(epoch.TrainLoss)},,{Text(epoch.ValidationLoss)},{Text(epoch.ValidationAccuracy)},"
                    + $"0.01,{Text(epoch.Elapsed.TotalSeconds)},{Text(epoch.Metrics["F1"])},1",
                lines[i + 1]);
        }
    }

    [Fact]
    public void TheJsonLog_HasLinesForEpochsAndBatches()
    {
        using Temporary files = new();
        History history = Runs.Fit(Runs.Network(), 2, [new Logger("x", double.NaN), new JsonLog(files["log.jsonl"]) { EveryBatches = 5 }]);
        JsonElement[] lines = [.. File.ReadAllLines(files["log.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(34 / 5 + 2, lines.Length);
        Assert.Equal([5, 10, 15, 17, 20, 25, 30, 34], lines.Select(l => l.GetProperty("step").GetInt32()));
        Assert.Equal("NaN", lines[0].GetProperty("logged").GetProperty("x").GetString());
        JsonElement epoch = lines[3];
        Assert.Equal(history.Epochs[0].ValidationLoss, epoch.GetProperty("validation_loss").GetDouble());
        Assert.Equal(history.Epochs[0].Metrics["F1"], epoch.GetProperty("metrics").GetProperty("F1").GetDouble());
        Assert.False(epoch.TryGetProperty("train_accuracy", out _));
        Assert.Contains("\"learning_rate\":0.01,", File.ReadAllText(files["log.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void AResumedTraining_GoesOnInItsLogs_WithoutWhatCameAfterTheCheckpoint()
    {
        using Temporary files = new();
        Runs.Fit(Runs.Network(), 5, Logs("whole"));
        // The checkpoint is of batch 20; lines go on to batch 43, whose process is killed.
        Runs.Fit(Runs.Network(), 5, [.. Logs("parts"), new Saver(files["20"], 20, cancel: 43)]);
        Runs.Fit(Runs.Network(8), 5, Logs("parts"), resume: files["20"]);
        Assert.Equal(WithoutTime("whole.jsonl"), WithoutTime("parts.jsonl"));
        Assert.Equal(WithoutTime("whole.csv"), WithoutTime("parts.csv"));

        Callback[] Logs(string name) => [new CsvLog(files[name + ".csv"]), new JsonLog(files[name + ".jsonl"]) { EveryBatches = 3 }];

        string[] WithoutTime(string file) => [.. File.ReadAllLines(files[file]).Select(line =>
            System.Text.RegularExpressions.Regex.Replace(line, file.EndsWith("csv", StringComparison.Ordinal) ? ",0.01,[^,]*," : "\"seconds\":[^,}]*", ""))];
    }

    [Fact]
    public void ANewTraining_ReplacesItsLogs_AndColumnsStay()
    {
        using Temporary files = new();
        CsvLog log = new(files["log.csv"]);
        Runs.Fit(Runs.Network(), 5, [log]);
        Runs.Fit(Runs.Network(), 2, [log]);
        Assert.Equal(3, File.ReadAllLines(log.Path).Length);
        string header = File.ReadLines(log.Path).First();
        Runs.Fit(Runs.Network(), 3, [new Logger("late", from: 2), log]);
        Assert.Equal([header], File.ReadLines(log.Path).Take(1));
        Assert.Equal(4, File.ReadAllLines(log.Path).Length);
    }

    [Fact]
    public void Timing_MeasuresBatchesAndValidation()
    {
        BatchTiming timing = new();
        History history = Runs.Fit(Runs.Network(), 2, [timing, new Sleeper()]);
        Assert.Equal(2 * 117, timing.Samples);
        Assert.True(timing.InBatches > TimeSpan.Zero && timing.InValidation > TimeSpan.Zero);
        // What other callbacks do between batches isn't theirs.
        Assert.True(timing.InBatches < TimeSpan.FromMilliseconds(2 * Runs.Batches), $"{timing.InBatches}");
        Assert.Equal(timing.Samples / timing.InBatches.TotalSeconds, timing.SamplesPerSecond, 1e-6);
        Assert.True(history.Epochs[0].Metrics["samples/s"] > 0);
        Assert.Equal(timing.InBatches.TotalSeconds, history.Epochs.Sum(e => e.Metrics["seconds in batches"]), 1e-9);
        Assert.Equal(timing.InValidation.TotalSeconds, history.Epochs.Sum(e => e.Metrics["seconds in validation"]), 1e-9);
    }

    private sealed class Logger(string name, double value = 1, int from = 1) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (batch.Epoch >= from)
                training.Log(name, value);
        }
    }

    private sealed class Sleeper : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => Thread.Sleep(2);
    }

    private sealed class Saver(string path, long step, long cancel) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (training.Network.Steps == step)
                training.SaveCheckpoint(path);
            if (training.Network.Steps == cancel)
                training.Cancel();
        }
    }
}
