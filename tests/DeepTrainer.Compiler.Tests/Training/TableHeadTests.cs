using System.Globalization;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Tables with several columns to learn, and with a dictionary, on networks with a head for each and an embedding.</summary>
public class TableHeadTests
{
    private static readonly string[] Cities = ["Rome", "Bonn", "Oslo", "Bern", "Cork"];

    // What is bought depends on the city, how much on the city and the price, and nothing else.
    private static IEnumerable<string[]> Rows(int count)
    {
        RandomSource random = new(4);
        for (int i = 0; i < count; i++)
        {
            int city = random.Next(Cities.Length);
            double price = 10 + random.NextGaussian();
            yield return [Cities[city], price.ToString("R", CultureInfo.InvariantCulture), city is 0 or 3 ? "tea"
                : "coffee", ((2 * price) + city).ToString("R", CultureInfo.InvariantCulture)];
        }
    }

    private static EngineNetwork Network(int seed) => new(
        new NetworkBuilder("Sales").Input([1], name: "values").Input([1], name: "city").Embedding(6, 3, from: "city").Flatten(name: "place").Concat("values, place", name: "all")
            .Dense(2, name: "kind").CrossEntropy(from: "kind").Dense(1, from: "all", name: "size").Mse(from: "size", name: "error")
            .Output("kind, size").Adam(0.05).ToModel(), seed);

    [Fact]
    public void AClassAndAQuantity_AreLearnedByAHeadEach_AndComeBackWithTheirSchema()
    {
        TableOptions options = new()
        {
            Columns = [TableColumn.Label("kind"), TableColumn.Target("size"), TableColumn.Index("city", allowUnknown: true)],
        };
        (TableData train, TableData test) = TableData.FromRows(["city", "price", "kind", "size"], Rows(500), options).Split(0.8, seed: 1);
        var schema = TableSchema.Fit(train);
        Assert.Equal(["price", "city"], schema.Columns);
        EngineNetwork network = Network(1);
        NetworkMetadata.Set(network, new() { Table = schema });
        Trainer<EngineNetwork> trainer = new(network);
        trainer.Fit(schema.Apply(train), epochs: 80, batchSize: 17, seed: 1);
        Evaluation measured = trainer.Evaluate(schema.Apply(test), Metric.Accuracy().On("crossEntropy1"), Metric.RootMeanSquaredError().On("error"));
        Assert.InRange(measured.Metrics["accuracy of crossEntropy1"], 0.99, 1);
        // Sizes are 12 to 30 or so.
        Assert.InRange(measured.Metrics["RMSE of error"], 0, 0.4);

        MemoryStream file = new();
        network.Save(file);
        file.Position = 0;
        EngineNetwork loaded = Network(2);
        loaded.Load(file);
        TableSchema saved = NetworkMetadata.Of(loaded).Table!;
        Assert.Equal("tea", loaded.Classify(saved.Encode(("city", "Bern"), ("price", "11"))).Label);
        Assert.Equal("coffee", loaded.Classify(saved.Encode(("city", "Oslo"), ("price", "11"))).Label);
        Assert.Equal(0, saved.Encode(("city", "Paris"), ("price", "11"))[1]);
        float[] output = new float[3];
        loaded.Predict(saved.Encode(("city", "Bern"), ("price", "11")), output);
        Assert.Equal(25, output[2], 0.5f);
    }
}
