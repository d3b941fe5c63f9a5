using DeepTrainer;

const string File = "spirals.safetensors";
(Dataset train, Dataset validation) = SpiralData.Make(600, seed: 1).Split(0.8, seed: 1);

Spirals network = new(seed: 1);
Trainer<Spirals> trainer = new(network);
trainer.Fit(train, validation, epochs: 60, callbacks: [new TextProgress(Console.Out)]);
double accuracy = trainer.Evaluate(validation).Accuracy!.Value;
Console.WriteLine($"{accuracy:P1} of {validation.Count} points that it was not trained on are right.");

// The names of the classes travel with the weights.
NetworkMetadata.Set(network, new NetworkMetadata { Classes = train.ClassNames });
network.Save(File);

// What an application does with the file; see https://www.nuget.org/packages/DeepTrainer for weights within the assembly.
SpiralsModel model = new();
model.Load(File);
foreach ((float x, float y) in ((float, float)[])[(0.5f, 0.1f), (-0.3f, 0.6f), (-0.2f, -0.4f)])
    Console.WriteLine($"({x}, {y}): {model.Classify([x, y])}");
return accuracy > 0.9 ? 0 : 1;
