using System.Text;
using Samples;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

switch (args)
{
    case []:
        return FromOnnxToOnnx.Run(model: null, picture: null);
    case ["--out", var model]:
        return FromOnnxToOnnx.Run(model, picture: null);
    case ["--picture", var picture]:
        return FromOnnxToOnnx.Run(model: null, picture);
    case ["--make", var model]:
        Original.Make(model);
        return 0;
    default:
        Console.Error.WriteLine($"""
            Onnx: '{string.Join(' ', args)}' isn't known.
              (nothing)               imports seven-digits.onnx, trains a new head for ten digits, exports it, and compares with ONNX Runtime
              --out ten-digits.onnx   keeps the exported model there
              --picture digits.png    draws what both models say
              --make seven-digits.onnx   trains and writes the model that all begins with
            """);
        return 2;
}
