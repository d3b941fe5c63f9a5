namespace DeepTrainer.Tests;

public class TextProgressTests
{
    [Fact]
    public void AnEpoch_IsALine()
    {
        Assert.Equal("loss 0.12346, validation loss 0.5, validation accuracy 98.70 %, 1.50 s",
            TextProgress.Line(new(3, 0.12345678, null, 0.5, 0.987, 0.1f, TimeSpan.FromSeconds(1.5))));
    }

    [Theory]
    [InlineData(0.004123, "4.12 ms")]
    [InlineData(0.25, "250.00 ms")]
    [InlineData(90, "90.00 s")]
    [InlineData(754, "12:34 min")]
    [InlineData(3600 * 30 + 62, "30:01 h")]
    public void Times_AreAsPeopleWriteThem(double seconds, string time) => Assert.Equal(time, TextProgress.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void WhereLinesCannotBeWrittenOver_ThereIsALineAnEpoch_AndOneNowAndThen()
    {
        string[] lines = Written(live: false).Split(Environment.NewLine);
        // A second a batch: of 17 in an epoch, one line after 10 s.
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("epoch 1/2 batch 10/17, loss ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(", 7 samples/s, 24.00 s left", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("epoch 1/2: loss ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(", 17.00 s left", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("epoch 2/2 batch 10/17, loss ", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain("left", lines[3], StringComparison.Ordinal);
        Assert.Equal("ended early: by hand", lines[4]);
        Assert.DoesNotContain('\r', string.Concat(lines));
    }

    [Fact]
    public void InATerminal_OneLineIsWrittenOver()
    {
        string text = Written(live: true).Replace(Environment.NewLine, "\n", StringComparison.Ordinal);
        Assert.StartsWith("\repoch 1/2 [=...................] batch 1/17, loss ", text, StringComparison.Ordinal);
        // What a person sees: what stands behind the last carriage return of a line covers what stood there.
        string[] seen = [.. text.Split('\n').Select(line => line.Split('\r')[^1])];
        Assert.StartsWith("epoch 1/2: loss ", seen[0], StringComparison.Ordinal);
        Assert.StartsWith("epoch 2/2: loss ", seen[1], StringComparison.Ordinal);
        Assert.Equal("ended early: by hand", seen[2]);
        foreach (string line in text.Split('\n').Take(2))
        {
            string[] parts = line.Split('\r');
            Assert.Equal(20, parts.Length);
            Assert.True(string.IsNullOrWhiteSpace(parts[^2]) && parts[^2].Length >= parts[^3].TrimEnd().Length);
        }
    }

    [Fact]
    public void Cancellation_IsTold()
    {
        using StringWriter text = new();
        Runs.Fit(Runs.Network(), 3, [new TextProgress(text), new Each(t => { if (t is { Epoch: 2, Batch: 3 }) t.Cancel(); })]);
        Assert.Equal("cancelled in epoch 2 after batch 3/17", text.ToString().TrimEnd().Split(Environment.NewLine)[^1]);
    }

    private static string Written(bool live)
    {
        using StringWriter text = new();
        Clock clock = new();
        Runs.Fit(Runs.Network(), 2,
            [new Each(_ => clock.Now++), new TextProgress(text) { IsLive = live, Interval = TimeSpan.FromSeconds(10), Time = clock },
                new Each(_ => { }) { Epoch = t => { if (t.Epoch == 2) t.Stop("by hand"); } }]);
        return text.ToString();
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    private sealed class Each(Action<TrainingContext> batch) : Callback
    {
        public Action<TrainingContext>? Epoch { get; init; }

        public override void OnBatch(TrainingContext training, in BatchResult result) => batch(training);

        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => Epoch?.Invoke(training);
    }
}
