using DeepTrainer;
using static DeepTrainer.Functional;

namespace Samples;

/// <summary>
/// The model seven-digits.onnx (ONNX opset 17, made by DeepTrainer 0.1.0). Its weights: <c>var network = new SevenDigits(seed: 1); network.Load("sevendigits.safetensors");</c>
/// Its output is digit [1, 7].
/// </summary>
[Network]
[Input(1, 8, 8, Name = "image")] // image: float [1, 1, 8, 8]
[Layer(nameof(Model), Name = "model", From = "image")]
public sealed partial class SevenDigits
{
    private static Tensor Model(Tensor image)
    {
        Tensor conv2D1 = Conv2D(image, 8, [3, 3], padding: 1, name: "conv2D1"); // [8, 8, 8]
        Tensor batchNorm1 = BatchNorm(conv2D1, name: "batchNorm1"); // [8, 8, 8]
        Tensor relu1 = Relu(batchNorm1); // [8, 8, 8]
        Tensor conv2D2 = Conv2D(relu1, 16, [3, 3], padding: 1, name: "conv2D2"); // [16, 8, 8]
        Tensor batchNorm2 = BatchNorm(conv2D2, name: "batchNorm2"); // [16, 8, 8]
        Tensor relu2 = Relu(batchNorm2); // [16, 8, 8]
        Tensor maxPool2D1Reshape = relu2.Reshape(16, 4, 2, 4, 2); // [16, 4, 2, 4, 2]
        Tensor maxPool2D1Transpose = maxPool2D1Reshape.Permute(0, 1, 3, 2, 4); // [16, 4, 4, 2, 2]
        Tensor maxPool2D12 = Max(maxPool2D1Transpose, [3, 4], keepDims: true); // [16, 4, 4, 1, 1]
        Tensor flatten1 = maxPool2D12.Reshape(256); // [256]
        Tensor dense1 = Linear(flatten1, Weight("dense1.weight", [48, 256]), Weight("dense1.bias", [48])); // [48]
        Tensor features = Relu(dense1); // [48]
        Tensor digit = Linear(features, Weight("digit.weight", [7, 48]), Weight("digit.bias", [7])); // [7]
        return digit;
    }
}
