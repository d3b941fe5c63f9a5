global using System.Globalization;
global using DeepTrainer.Onnx.Emitting;
global using DeepTrainer.Onnx.Folding;
global using DeepTrainer.Onnx.Format;
global using DeepTrainer.Onnx.Importing;
global using DeepTrainer.Onnx.Reading;
global using DeepTrainer.Onnx.Values;
global using ElementType = DeepTrainer.Onnx.Format.TensorProto.Types.DataType;
