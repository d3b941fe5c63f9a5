using System.CommandLine;
using DeepTrainer.Onnx;

namespace DeepTrainer.Tool;

/// <summary>deeptrainer import model.onnx: the model as a class and its weights.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The ONNX file." };
        Option<string[]> inputs = new("--input", "-i") { Description = "The shape of an input, as in x:1x512; once for each." };
        Option<string[]> dimensions = new("--dimension", "-d") { Description = "The extent of an open dimension by its name, as in sequence_length=128." };
        Option<string[]> constants = new("--constant", "-c") { Description = "The value of an input that is fixed, as in sr=16000, or numbers with commas." };
        Option<string[]> until = new("--until", "-u") { Description = "A value of the model that is an output in place of the model's own; what comes behind it is left out." };
        Option<string[]> streams = new("--stream", "-s") { Description = "A state that is kept from step to step, as in state=stateN: what the model is given, and what that becomes." };
        Option<int> steps = new("--steps") { Description = "How many steps a sample has where states are kept.", DefaultValueFactory = _ => 1 };
        Option<string> output = new("--output", "-o") { Description = "The folder for both files; this one if it is left out.", DefaultValueFactory = _ => "." };
        Option<string?> name = new("--class") { Description = "The name of the class; made from the file's name if it is left out." };
        Option<string?> space = new("--namespace") { Description = "The namespace of the class." };
        Option<string> batch = new("--batch") { Description = "first: axis 0 is the batch where it is open or 1; none: all axes are those of one sample.", DefaultValueFactory = _ => "first" };
        batch.AcceptOnlyFromAmong("first", "none");
        Command command = new("import", "Makes an ONNX model a C# class with a line for each operator, and a safetensors file with its weights.")
        {
            model, inputs, dimensions, constants, until, streams, steps, output, name, space, batch,
        };
        command.SetAction(result => Guarded(() =>
        {
            OnnxImportOptions options = new() { ClassName = result.GetValue(name), Namespace = result.GetValue(space), Batch = result.GetValue(batch) == "first", Steps = result.GetValue(steps) };
            foreach (string text in result.GetValue(inputs) ?? [])
                OptionTexts.AddInput(options, text);
            foreach (string text in result.GetValue(dimensions) ?? [])
                OptionTexts.AddDimension(options, text);
            foreach (string text in result.GetValue(constants) ?? [])
                OptionTexts.AddConstant(options, text);
            foreach (string text in result.GetValue(until) ?? [])
                options.Outputs.Add(text);
            foreach (string text in result.GetValue(streams) ?? [])
                OptionTexts.AddStream(options, text);
            Import(result.GetValue(model)!, options, result.GetValue(output)!);
        }));
        return command;
    }

    private static void Import(string model, OnnxImportOptions options, string folder)
    {
        ImportedNetwork network = OnnxImporter.Import(model, options);
        network.Write(folder);
        Console.WriteLine($"{Path.Combine(folder, network.SourceFile)}: class {network.ClassName}");
        foreach (ImportedValue input in network.Inputs)
            Console.WriteLine($"  takes {input.Name} [{string.Join(", ", input.Shape)}] from {input.Offset} on");
        foreach (ImportedValue state in network.States)
            Console.WriteLine($"  keeps {state.Name} [{string.Join(", ", state.Shape)}] from {state.Offset} on");
        foreach (ImportedValue output in network.Outputs)
            Console.WriteLine($"  gives {output.Name} [{string.Join(", ", output.Shape)}] from {output.Offset} on");
        Console.WriteLine($"{Path.Combine(folder, network.WeightsFile)}: {network.Weights.Tensors.Count} tensors, {network.Weights.Tensors.Values.Sum(t => (long)t.Length):N0} numbers");
        foreach (string note in network.Notes)
            Console.WriteLine($"note: {note}");
    }

    private static int Guarded(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception e) when (e is OnnxException or IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }
}
