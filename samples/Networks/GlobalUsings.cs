global using DeepTrainer;
global using Samples.Common;
global using static DeepTrainer.Functional;
