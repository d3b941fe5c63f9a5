using System.Runtime.InteropServices;
using DeepTrainer;
using Samples;

const double Sane = 0.95;

return Options.Run(args, options =>
{
    Terminal.UseUnicode();
    Console.WriteLine($"Images: {DigitImages.Source}\n");
    (Dataset train, Dataset holdOut) = DigitImages.Load();

    var net = new Digits(options.Seed);
    Console.WriteLine(Digits.Summary);

    // The hold-out only draws a curve here: it decides nothing, such as when to stop, so it still measures fairly at the end.
    var trainer = new Trainer<Digits>(net);
    History history = trainer.Fit(train, validation: holdOut, options.Epochs, seed: options.Seed, callbacks: [new TextProgress(Console.Out)]);
    Console.WriteLine($"\n{LossChart.Render(history.Epochs)}");

    ConfusionMatrix confusion = trainer.Confusion(holdOut);
    Console.WriteLine(confusion);

    // With the weights goes what an application needs to use them.
    NetworkMetadata.Set(net, new NetworkMetadata { Classes = train.ClassNames, Inputs = DigitImages.Scale, Description = "Handwritten digits of 8×8 grey values from 0 to 16." });
    net.Save(options.File);
    var loaded = new Digits();
    loaded.Load(options.File);
    if (!PredictsTheSame(net, loaded, holdOut))
        return Fail($"the network loaded from {options.File} predicts otherwise than the one saved");
    Console.WriteLine($"Saved to {options.File}, loaded again: every prediction is the same, bit for bit.\n");

    if (Terminal.IsInteractive)
        DrawingPad.Run(loaded);
    else
        Console.WriteLine($"A {holdOut.Label(0)} of the hold-out:\n{Picture.Render(holdOut.Input(0), Guess.Of(loaded, holdOut.Input(0)))}");

    return confusion.Accuracy >= Sane
        ? Pass($"{confusion.Accuracy:P1} on the hold-out — OK")
        : Fail($"{confusion.Accuracy:P1} on the hold-out with --epochs {options.Epochs}; at least {Sane:P0} were expected");
});

static bool PredictsTheSame(Digits a, Digits b, Dataset images)
{
    var ofA = new float[images.Count * Digits.OutputSize];
    var ofB = new float[images.Count * Digits.OutputSize];
    a.PredictBatch(images.Inputs, ofA);
    b.PredictBatch(images.Inputs, ofB);
    return MemoryMarshal.AsBytes<float>(ofA).SequenceEqual(MemoryMarshal.AsBytes<float>(ofB));
}

static int Pass(string message)
{
    Console.WriteLine($"Digits: {message}");
    return 0;
}

static int Fail(string message)
{
    Console.Error.WriteLine($"Digits: {message} — FAILED");
    return 1;
}
