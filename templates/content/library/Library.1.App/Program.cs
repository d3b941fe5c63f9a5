using DeepTrainer;
using Library._1;
using Library._1.App;

const string File = "shapes.safetensors";
Dataset train = Drawing.Make(1200, seed: 1), test = Drawing.Make(300, seed: 2);

Shapes network = new(seed: 1);
Trainer<Shapes> trainer = new(network);
trainer.Fit(train, epochs: 40, schedule: new CosineAnnealingSchedule(40), callbacks: [new TextProgress(Console.Out)]);
NetworkMetadata.Set(network, new NetworkMetadata { Classes = train.ClassNames });
network.Save(File);

ShapesModel model = new();
model.Load(File);
int right = Enumerable.Range(0, test.Count).Count(i => model.Classify(test.Input(i)).Index == test.Label(i));
Console.WriteLine($"{right} of {test.Count} drawings are right; the first one is a {model.Classify(test.Input(0))}.");
return right > 0.9 * test.Count ? 0 : 1;
