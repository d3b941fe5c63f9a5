using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// Where repetitions end: behind the layers they count, or at their [EndRepeat]. An [EndRepeat] belongs to the innermost open Repeat without a
/// number; where there is none, it checks the number of the Repeat above it.
/// </summary>
internal sealed class RepeatedBlocks
{
    private readonly NetworkSpec spec;
    private readonly Dictionary<int, (int BodyEnd, int Next)> ends = [];

    private RepeatedBlocks(NetworkSpec spec) => this.spec = spec;

    public List<Problem> Problems { get; } = [];

    public static RepeatedBlocks Of(NetworkSpec spec)
    {
        RepeatedBlocks blocks = new(spec);
        int above = -1;
        for (int i = 0; i < spec.Elements.Count && blocks.Problems.Count == 0;)
        {
            if (Is<EndRepeat>(spec, i))
                blocks.ReportStray(i, above);
            above = Is<Repeat>(spec, i) ? i : above;
            i = Is<Repeat>(spec, i) ? blocks.Read(i, spec.Elements.Count, inMarked: false) : i + 1;
        }
        return blocks;
    }

    /// <summary>Behind the last layer of a repetition, and behind its end.</summary>
    public (int BodyEnd, int Next) EndOf(int repeat) => ends[repeat];

    public static bool Is<T>(NetworkSpec spec, int i)
        where T : Element => i < spec.Elements.Count && Catalogue.All[spec.Elements[i].Kind] is T;

    private int Read(int repeat, int end, bool inMarked)
    {
        ElementContext c = new(new GraphBuilder(), new(spec, Catalogue.All), repeat, NameOf(repeat), Problems);
        int layers = (int)c.Number(Repeat.Layers), next;
        if (layers != 0 && c.Positive(Repeat.Layers) is null)
            next = end;
        else
            next = layers == 0 ? ToMark(repeat, end) : Counted(repeat, layers, end, inMarked);
        return next;
    }

    private int ToMark(int repeat, int end)
    {
        int i = repeat + 1;
        while (i < end && (IsLayer(i) || Is<Repeat>(spec, i)))
            i = Is<Repeat>(spec, i) ? Read(i, end, inMarked: true) : i + 1;
        ends[repeat] = (i, i + 1);
        if (Problems.Count > 0)
            return end;
        if (i >= end || !Is<EndRepeat>(spec, i))
            Problems.Add(new(ProblemKinds.RepeatHasNoEnd, repeat, null, [NameOf(repeat)]));
        else if (i == repeat + 1)
            Problems.Add(new(ProblemKinds.RepeatsTooMany, repeat, null, [NameOf(repeat), "the", "0"]));
        return Problems.Count > 0 ? end : i + 1;
    }

    // Layers of repetitions within count as often as they are written.
    private int Counted(int repeat, int layers, int end, bool inMarked)
    {
        int i = repeat + 1, found = 0;
        while (i < end && found < layers && (IsLayer(i) || Is<Repeat>(spec, i)))
        {
            int next = Is<Repeat>(spec, i) ? Read(i, end, inMarked) : i + 1;
            found += Enumerable.Range(i, next - i).Count(IsLayer);
            i = next;
        }
        if (Problems.Count > 0)
            return end;
        if (found != layers)
        {
            Problems.Add(new(ProblemKinds.RepeatsTooMany, repeat, Repeat.Layers.Name, [NameOf(repeat), Format.Integer(layers), Format.Integer(found)]));
            return end;
        }
        ends[repeat] = (i, !inMarked && i < end && Is<EndRepeat>(spec, i) ? i + 1 : i);
        return ends[repeat].Next;
    }

    private bool IsLayer(int i) => Is<Layer>(spec, i);

    private string NameOf(int repeat) => spec.Elements[repeat].Name
        ?? Format.Camel(spec.Elements[repeat].Kind) + Format.Integer(Enumerable.Range(0, repeat + 1).Count(i => Is<Repeat>(spec, i)));

    private void ReportStray(int mark, int above)
    {
        int found = Enumerable.Range(above + 1, mark - above - 1).Count(IsLayer);
        Problems.Add(above < 0
            ? new(ProblemKinds.EndWithoutRepeat, mark, null, [])
            : new(ProblemKinds.RepeatCountDiffers, mark, null, [NameOf(above), Repeat.Layers.ValueIn(spec.Elements[above])!.ToString(), Format.Integer(found)]));
    }
}
