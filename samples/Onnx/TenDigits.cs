using DeepTrainer;
using static DeepTrainer.Functional;

namespace Samples;

/// <summary>
/// The imported model for another task: what <c>deeptrainer import seven-digits.onnx --until features --class TenDigits --namespace Samples</c> wrote, with a new head,
/// a loss and an optimizer below its [Layer]. The imported weights stay as they are; only the head learns.
/// </summary>
[Network(Frozen = "model.*")]
[Input(1, 8, 8, Name = "image")] // image: float [1, 1, 8, 8]
[Layer(nameof(Model), Name = "model", From = "image")]
[Dense(10, Name = "head")]
[CrossEntropy]
[Adam(LearningRate = 1e-2)]
public sealed partial class TenDigits
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
        return features;
    }
}
