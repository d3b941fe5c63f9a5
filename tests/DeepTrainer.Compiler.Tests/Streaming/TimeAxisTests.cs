using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Tests.Streaming;

public class TimeAxisTests
{
    private static readonly TimeLabel Second = TimeLabel.Along(2);

    [Fact]
    public void WhatWorksOnEachStepAlone_KeepsTheAxis()
    {
        Check(Second, (g, x) => g.Map(e => e * e, x));
        Check(Second, (g, x) => g.Map((a, b) => a * b, x, g.Source(SourceKind.Parameter, "p", Shape.Of(5))));
        Check(Second, (g, x) => g.Map((a, b) => a * b, x, g.Source(SourceKind.Parameter, "p", Shape.Of(3, 1, 5))));
        Check(Second, (g, x) => g.Map((a, b) => a * b, x, g.Reduce(Reduction.Max, x, 1, 3)));
        Check(Second, (g, x) => g.Reduce(Reduction.Sum, x, 3));
        Check(Second, (g, x) => g.Concatenate(1, x, g.Map(e => -e, x)));
        Check(Second, (g, x) => g.PadAxis(x, 3, 1, 2));
        Check(Second, (g, x) => g.Slice(x, 1, 1, 1));
        Check(TimeLabel.Along(1), (g, x) => g.Transpose(x, 0, 2, 1, 3));
        Check(TimeLabel.Along(3), (g, x) => g.Contract("nctf,fo->ncot", x, g.Source(SourceKind.Parameter, "p", Shape.Of(5, 6))));
        Check(TimeLabel.Along(1), (g, x) => g.Contract("nctf,nctg->ntfg", x, x));
        Check(Second, (g, x) => g.Reshape(x, Shape.Batched(3, 4, 5, 1)));
        Check(TimeLabel.Along(1), (g, x) => g.Reshape(g.Slice(x, 1, 0, 1), Shape.Batched(4, 5)));
        Check(TimeLabel.Along(2), (g, x) => g.Gather(g.Source(SourceKind.Parameter, "table", Shape.Of(7, 2)), x));
    }

    [Fact]
    public void WhatReadsOtherSteps_OrIsAnotherFunctionOfEach_IsMixed()
    {
        Check(TimeLabel.Mixed, (g, x) => g.Flip(x, 2));
        Check(TimeLabel.Mixed, (g, x) => g.Slice(x, 2, 1, 3));
        Check(TimeLabel.Mixed, (g, x) => g.Slice(x, 2, 3, 1));
        Check(TimeLabel.Mixed, (g, x) => g.PadAxis(x, 2, 1, 0));
        Check(TimeLabel.Mixed, (g, x) => g.Windows(x, 2, 2, 1, 1));
        Check(TimeLabel.Mixed, (g, x) => g.Reduce(Reduction.Sum, x, 2));
        Check(TimeLabel.Mixed, (g, x) => g.Concatenate(2, x, x));
        Check(TimeLabel.Mixed, (g, x) => g.Reshape(x, Shape.Batched(60)));
        Check(TimeLabel.Mixed, (g, x) => g.Contract("nctf,to->ncfo", x, g.Source(SourceKind.Parameter, "p", Shape.Of(4, 6))));
        Check(TimeLabel.Mixed, (g, x) => g.Contract("nctf,ncsf->nts", x, x));
        Check(TimeLabel.Mixed, (g, x) => g.Contract("nctf,tf->nct", x, g.Source(SourceKind.Parameter, "p", Shape.Of(4, 5))));
        Check(TimeLabel.Mixed, (g, x) => g.Map((a, b) => a * b, x, g.Source(SourceKind.Parameter, "p", Shape.Of(4, 1))));
        Check(TimeLabel.Mixed, (g, x) => g.Map((a, b) => a * b, x, g.Reshape(g.Iota(4), Shape.Of(4, 1))));
        Check(TimeLabel.Mixed, (g, x) => g.Map((a, b) => a * b, g.Reduce(Reduction.Max, x, 1), g.Reduce(Reduction.Max, g.Transpose(x, 0, 2, 1, 3), 2)));
        Check(TimeLabel.Mixed, (g, x) => g.Map(e => e + 1, g.Flip(x, 2)));
    }

    [Fact]
    public void WhatHasNoTime_MayBeMixedFreely()
    {
        Shape shape = Shape.Batched(3, 4);
        foreach (TimeLabel label in (TimeLabel[])[TimeLabel.Whole, TimeLabel.Constant])
        {
            GraphBuilder g = new();
            Node x = g.Source(SourceKind.Placeholder, "x", shape);
            Dictionary<Node, TimeLabel> given = new() { [x] = label };
            Assert.Equal(label, new TimeAxis(given).Of(g.Reduce(Reduction.Sum, g.Reshape(x, Shape.Batched(12)), 1)));
        }
    }

    [Fact]
    public void OneValueOfAllSteps_DoesNotMeetSingleSteps()
    {
        GraphBuilder g = new();
        Node steps = g.Source(SourceKind.Placeholder, "steps", Shape.Batched(4, 5)), all = g.Source(SourceKind.Placeholder, "all", Shape.Batched(1, 5));
        Dictionary<Node, TimeLabel> given = new() { [steps] = TimeLabel.Along(1), [all] = TimeLabel.Whole };
        Assert.Equal(TimeLabel.Mixed, new TimeAxis(given).Of(g.Map((a, b) => a + b, steps, all)));
    }

    // x: [N, 3, 4, 5], time is the axis of 4
    private static void Check(TimeLabel expected, Func<GraphBuilder, Node, Node> make)
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Placeholder, "x", Shape.Batched(3, 4, 5));
        Assert.Equal(expected, new TimeAxis(new Dictionary<Node, TimeLabel> { [x] = Second }).Of(make(g, x)));
    }
}
