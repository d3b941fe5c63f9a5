global using System.Collections.Immutable;
global using CsCheck;
global using DeepTrainer.Compiler.Elements;
global using DeepTrainer.Compiler.Expressions;
global using DeepTrainer.Compiler.Graphs;
global using DeepTrainer.Compiler.Primitives;
global using DeepTrainer.Compiler.Problems;
global using DeepTrainer.Compiler.Spec;
