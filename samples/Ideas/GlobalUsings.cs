global using DeepTrainer;
global using static DeepTrainer.Functional;
