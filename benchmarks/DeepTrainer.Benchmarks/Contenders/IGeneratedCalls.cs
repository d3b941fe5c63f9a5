namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>The calls of one generated class.</summary>
internal interface IGeneratedCalls<TSelf> : ICalls
    where TSelf : struct, IGeneratedCalls<TSelf>
{
    static abstract TSelf Create(int seed);
}
