global using System.Numerics;
global using System.Numerics.Tensors;
global using DeepTrainer.Compiler.Expressions;
global using DeepTrainer.Compiler.Graphs;
global using DeepTrainer.Compiler.Primitives;
