using DeepTrainer.Generator.Tests.Declarations;

namespace DeepTrainer.Generator.Tests;

/// <summary>The generator's time and its text grow with the number of layers, and no faster, whatever the layers are.</summary>
public class LongNetworkTests
{
    // Threefold layers may take so many times as much: more than 3 for what is noise, far less than the 9 of work that grows with the square.
    private const double MostGrowth = 5;

    // Short runs are measured to no better than this.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(0.3);

    // No more than a compiler's threads have.
    private const int StackBytes = 1 << 20;

    public static TheoryData<string> Names => [.. LongNetworks.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreefoldLayers_TakeThreefoldTimeAndText(string name)
    {
        LongNetworks kind = LongNetworks.All.Single(n => n.Name == name);
        int layers = kind.IsElementwise ? 60 : Math.Max(6, 2 * kind.LayersOfBlock);
        // Methods are compiled while they are first used.
        _ = Check.Measure(kind.Of(2 * kind.LayersOfBlock, width: 5));
        var few = Check.Measure(kind.Of(layers, width: 5));
        var many = Check.Measure(kind.Of(3 * layers, width: 5));
        Assert.Null(few.Find ?? many.Find);
        Assert.True(many.Characters < MostGrowth * few.Characters, $"{layers} layers: {few.Characters} characters, {3 * layers}: {many.Characters}");
        Assert.True(many.Time < (MostGrowth * few.Time) + Noise, $"{layers} layers: {few.Time.TotalMilliseconds:F0} ms, {3 * layers}: {many.Time.TotalMilliseconds:F0} ms");
    }

    // Graphs are thousands of nodes deep, and a compiler whose stack is full takes the editor with it. Recurrences and attention are trained in
    // chunks, which are graphs of their own; a weight that many layers share has a gradient of as many terms.
    [Theory]
    [InlineData("Gelu", 1000)]
    [InlineData("Dropout", 1000)]
    [InlineData("Add of the last two", 1000)]
    [InlineData("Dense, shared", 1000)]
    [InlineData("Lstm", 300)]
    [InlineData("MultiHeadAttention", 300)]
    [InlineData("FeedForward", 300)]
    public void DeepNetworks_Compile(string name, int layers)
    {
        string? find = "";
        Thread thread = new(() => find = Check.Run(LongNetworks.All.Single(n => n.Name == name).Of(layers, width: 5), bits: 256, longest: TimeSpan.FromSeconds(20)), StackBytes);
        thread.Start();
        thread.Join();
        Assert.Null(find);
    }
}
