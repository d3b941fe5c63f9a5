global using CsCheck;
global using DeepTrainer.Engine;
global using DeepTrainer.Onnx.Tests.Driver;
global using ElementType = DeepTrainer.Onnx.Format.TensorProto.Types.DataType;
