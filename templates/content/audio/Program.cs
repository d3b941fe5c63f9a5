using System.Diagnostics;
using DeepTrainer;

float[] dry = Sound.Notes(82.4, 110, 146.8, 196, 246.9, 329.6, 440, 659.3), wet = Sound.Amplified(dry);
Range pieces = ..(dry.Length / Sound.Window * Sound.Window);
Dataset train = Dataset.FromTargets(dry[pieces], [Sound.Window, 1], wet[pieces], [Sound.Window, 1]);

Amplifier network = new(seed: 1);
new Trainer<Amplifier>(network).Fit(train, epochs: 15, batchSize: 8, callbacks: [new TextProgress(Console.Out)]);
network.Save("amplifier.safetensors");

// Other notes, as they come: a sample in, a sample out. The state is a value of the caller's, and nothing is allocated.
float[] input = Sound.Notes(98, 130.8, 220, 293.7), expected = Sound.Amplified(input), output = new float[input.Length];
Amplifier.State state = Amplifier.InitialState();
Stopwatch watch = Stopwatch.StartNew();
for (int i = 0; i < input.Length; i++)
    network.Step(input.AsSpan(i, 1), output.AsSpan(i, 1), ref state);
double nanoseconds = watch.Elapsed.TotalNanoseconds / input.Length;
double error = output.Zip(expected, (a, b) => Math.Pow(a - b, 2)).Sum() / expected.Sum(b => Math.Pow(b, 2));
Console.WriteLine($"{error:P2} of the signal's energy is wrong; a step takes {nanoseconds:F0} ns of the {1e9 / Sound.SampleRate:F0} ns between two samples.");
return error < 0.05 ? 0 : 1;
