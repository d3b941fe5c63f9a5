global using System.Collections.Immutable;
global using CsCheck;
global using DeepTrainer.Compiler.Expressions;
global using DeepTrainer.Compiler.Problems;
global using DeepTrainer.Onnx.Tests.Driver;
global using ElementType = DeepTrainer.Onnx.Format.TensorProto.Types.DataType;
