using System.Globalization;
using System.Text;

namespace DeepTrainer.Tests;

/// <summary>Training on tables: what texts tell is learned, and what was interrupted goes on bit for bit.</summary>
public class TableTrainingTests
{
    // Whether somebody buys depends on colour and city alone, but for one in fifty; the price is noise, and sometimes missing.
    private static string Customers(int rows)
    {
        RandomSource random = new(7);
        string[] colours = ["red", "green", "blue"], cities = ["Rome", "Bonn", "Oslo", "Bern"];
        StringBuilder text = new("price,colour,city,bought\n");
        for (int i = 0; i < rows; i++)
        {
            int colour = random.Next(3), city = random.Next(4);
            bool buys = (colour == 0 || city == 2) ^ (random.Next(50) == 0);
            string price = random.Next(10) == 0 ? "" : (100 + (20 * random.NextGaussian())).ToString("F1", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{price},{colours[colour]},{cities[city]},{(buys ? "yes" : "no")}\n");
        }
        return text.ToString();
    }

    [Fact]
    public void TextColumns_AreWhatIsLearned()
    {
        TableOptions options = new() { Missing = Missing.Mean, Columns = [TableColumn.Label("bought")] };
        Assert.InRange(Accuracy(options), 0.95, 1);
        // Without them nothing is left but the more frequent class.
        Assert.InRange(Accuracy(options with { Columns = [.. options.Columns, TableColumn.Skip("colour"), TableColumn.Skip("city")] }), 0.4, 0.65);

        static double Accuracy(TableOptions options)
        {
            (TableData train, TableData test) = Passengers.Table(Customers(1200), options).SplitStratified("bought", 0.75, seed: 1);
            TableSchema schema = TableSchema.Fit(train);
            Trainer<SoftmaxRegression> trainer = new(new SoftmaxRegression(schema.InputNames.Length, 2, 1));
            trainer.Fit(schema.Apply(train), epochs: 30, batchSize: 17, seed: 1);
            return trainer.Evaluate(schema.Apply(test)).Accuracy!.Value;
        }
    }

    [Fact]
    public void TrainingOnAFile_IsThatOnItsRows_AndIsResumedBitForBit()
    {
        using Temporary files = new();
        string path = files["customers.csv"];
        File.WriteAllText(path, Customers(117));
        TableOptions options = new() { Missing = Missing.DropRow, Columns = [TableColumn.Label("bought")] };
        TableSchema schema = TableSchema.Fit(path, options);
        Assert.InRange(schema.Rows, 90, 116);
        SoftmaxRegression whole = New(), inMemory = New();
        Fit(whole, []);
        Dataset data = schema.Apply(TableData.Read(path, options));
        new Trainer<INetwork>(inMemory)
            .Fit(BatchSource.From(data.Format, Enumerable.Range(0, data.Count).Select(i => new Sample(data.Input(i).ToArray(), data.Label(i))))
                .ShuffleWithin(40, seed: 2), epochs: 3, batchSize: 10);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(inMemory));
        for (int batches = 1; batches < whole.Steps; batches += 7)
        {
            SoftmaxRegression first = New(), rest = New();
            Fit(first, [new StopAfter(batches), new Checkpoint(files.Folder)]);
            Fit(rest, [], files["last.safetensors"]);
            Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));
        }

        SoftmaxRegression New() => new(schema.InputNames.Length, 2, 1);

        void Fit(INetwork network, Callback[] callbacks, Resume resume = default) => new Trainer<INetwork>(network).Fit(
            schema.Open(path, schema.Rows).ShuffleWithin(40, seed: 2), epochs: 3, batchSize: 10, callbacks: callbacks, resume: resume);
    }
}
