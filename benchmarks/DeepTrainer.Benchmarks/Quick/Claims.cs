using System.Globalization;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Quick;

/// <summary>What the project promises about the engine and generated code, held against a run's figures.</summary>
internal static class Claims
{
    private const double FewTimes = 10;
    private const string Network = "64-32-10";

    /// <summary>Prints each claim; gives whether all of them hold.</summary>
    public static bool Print(IReadOnlyList<Row> rows, TextWriter text)
    {
        Row closest = rows.MinBy(row => row.EngineRatio)!;
        bool holds = Print(text, "generated beats the engine everywhere", "closest: ", closest, 1);
        holds &= Print(text, $"by at least {FewTimes:F0} times on {Network} at batch 1", "", Find(rows, Operation.Predict), FewTimes);
        holds &= Print(text, $"by at least {FewTimes:F0} times on {Network} in training", "", Find(rows, Operation.TrainBatch), FewTimes);
        holds &= PrintMemory(rows, text);
        return holds;
    }

    private static Row Find(IReadOnlyList<Row> rows, Operation operation) =>
        rows.Single(row => row.Workload.Network == Network && row.Workload.Operation == operation);

    private static bool Print(TextWriter text, string claim, string prefix, Row row, double least)
    {
        bool holds = row.EngineRatio >= least;
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Verdict(holds)}  {claim}  ({prefix}{row.EngineRatio:F2} times, {row.Workload.Name}{(row.Calm ? "" : ", disturbed")})"));
        return holds;
    }

    private static bool PrintMemory(IReadOnlyList<Row> rows, TextWriter text)
    {
        double most = rows.Max(row => row.Generated.Bytes);
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Verdict(most == 0)}  generated code allocates nothing  (most: {most:F1} B a call)"));
        return most == 0;
    }

    private static string Verdict(bool holds) => holds ? "holds" : "FAILS";
}
