using Cluster;
using DeepTrainer;
using DeepTrainer.Mpi;

// Nothing, for a training, jointly if mpirun starts it; scale, for a table of times, which starts mpirun by itself.
if (args is ["scale"])
    return Scaling.Run();

MpiGroup? mpi = null;
try
{
    mpi = MpiGroup.Start();
}
catch (DllNotFoundException e)
{
    Console.WriteLine($"NOTE: one process alone. {e.Message}");
}
using (mpi)
{
    if (args is ["measure", var batch])
    {
        Scaling.Measure(mpi!, int.Parse(batch, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }
    Dataset train = Data.Make(5_000, seed: 2), validation = Data.Make(1_000, seed: 3);
    Trainer<Classifier> trainer = new(new Classifier(seed: 1)) { Group = mpi };
    History history = trainer.Fit(train, validation, epochs: 3, batchSize: 100, seed: 4, callbacks: [new TextProgress(Console.Out)]);
    double right = history.Epochs[^1].ValidationAccuracy!.Value;
    if (mpi is null or { IsFirst: true })
        Console.WriteLine($"Cluster: {mpi?.Size ?? 1} ranks, {right:P1} are right — {(right > 0.9 ? "OK" : "FAILED")}");
    return right > 0.9 ? 0 : 1;
}
