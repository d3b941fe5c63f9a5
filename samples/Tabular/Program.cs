using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeepTrainer;
using Samples;

const int Folds = 10;
const int Epochs = 40;
const int BatchSize = 16;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
Console.WriteLine($"Data: {Tables.Source}\n");
Console.WriteLine($"{"table",-15}{"samples",9}{"inputs",8}{"classes",9}{"weights",9}{"accuracy",10}{"worst",8}{"needed",8}{"s",7}");

// What is needed leaves some room below what logistic regression reaches on standardized features.
bool[] passed =
[
    Measure<Iris>("iris", needed: 0.93),
    Measure<Wine>("wine_data", needed: 0.95),
    Measure<BreastCancer>("breast_cancer", needed: 0.95),
    MeasurePenguins(needed: 0.87),
];
Console.WriteLine($"Accuracy: the mean of {Folds} stratified folds, none of which its network has seen; worst: that of a single fold.\n");

if (passed.Contains(false))
{
    Console.Error.WriteLine("Tabular: a network classifies fewer samples correctly than it should — FAILED");
    return 1;
}
Console.WriteLine($"Tabular: {passed.Length} tables, {Folds} folds each — OK");
return 0;

static bool Measure<TNetwork>(string table, double needed)
    where TNetwork : class, INetwork<TNetwork>
{
    Dataset data = Tables.Load(table);
    return Report<TNetwork>(table, data.Labels.ToArray(), needed, (train, test) =>
    {
        // Measured on the training samples only: the test samples' scale is something that the network must not know either.
        Dataset seen = data.Subset(train);
        Standardization scale = Standardization.Fit(seen);
        return (scale.Apply(seen), scale.Apply(data.Subset(test)));
    });
}

static bool MeasurePenguins(double needed)
{
    TableData table = Tables.LoadPenguins();
    int[] classes = TableSchema.Fit(table).Apply(table).Labels.ToArray();
    return Report<Penguins>("penguins", classes, needed, (train, test) =>
    {
        // Means, scales and texts of the training rows only.
        var schema = TableSchema.Fit(table.Subset(train));
        return (schema.Apply(table.Subset(train)), schema.Apply(table.Subset(test)));
    });
}

static bool Report<TNetwork>(string table, int[] classes, double needed, Func<int[], int[], (Dataset Train, Dataset Test)> parts)
    where TNetwork : class, INetwork<TNetwork>
{
    long start = Stopwatch.GetTimestamp();
    double[] accuracies = CrossValidation.Run<TNetwork>(classes, parts, Folds, Epochs, BatchSize, seed: 1);
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, mean = accuracies.Average();
    Console.WriteLine(
        $"{table,-15}{classes.Length,9}{TNetwork.InputSize,8}{classes.Max() + 1,9}{TNetwork.ParameterCount,9}{mean,10:P1}{accuracies.Min(),8:P1}{needed,8:P0}{seconds,7:F1}");
    return mean >= needed;
}
