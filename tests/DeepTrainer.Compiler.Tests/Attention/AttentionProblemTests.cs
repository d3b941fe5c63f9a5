using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Mistakes in declarations of embeddings and attention.</summary>
public class AttentionProblemTests
{
    [Fact]
    public void Embedding()
    {
        Expect("DT0204", "Rows", b => b.Input(4).Embedding(0, 3), "Rows of 'embedding1' is 0");
        Expect("DT0204", "Dim", b => b.Input(4).Embedding(3, 0), "Dim of 'embedding1' is 0");
        Expect("DT0205", "Rows", b => b.Input(4).Embedding(20_000_000, 1), "16,777,216");
        Expect("DT0205", "PaddingIndex", b => b.Input(4).Embedding(3, 2, paddingIndex: 3), "PaddingIndex of 'embedding1' is 3", "0 to 2");
        Expect("DT0205", "PaddingIndex", b => b.Input(4).Embedding(3, 2, paddingIndex: -2), "-1 for none");
    }

    [Fact]
    public void WhatIsNoSequence()
    {
        Expect("DT0220", null, b => b.Input(4).MultiHeadAttention(2), "'multiHeadAttention1'", "'input'", "[4]");
        Expect("DT0220", null, b => b.Input(4, 3, 2).PositionalEmbedding(), "[4, 3, 2]");
        Expect("DT0220", null, b => b.Input(4).SinusoidalEncoding(), "'sinusoidalEncoding1'");
    }

    [Fact]
    public void Heads()
    {
        Expect("DT0204", "Heads", b => b.Input(4, 6).MultiHeadAttention(0), "Heads of 'multiHeadAttention1' is 0");
        Expect("DT0205", "Heads", b => b.Input(4, 6).MultiHeadAttention(4), "is 4", "a divisor of the 6 features");
        Expect("DT0205", "Heads", b => b.Input(4, 6).MultiHeadAttention(2, rotary: true), "even");
        Expect("DT0205", "Dropout", b => b.Input(4, 6).MultiHeadAttention(2, dropout: 1.5), "from 0 to 1");
    }

    [Fact]
    public void Inputs() => Expect("DT0221", "From", b => b.Input(4, 6).MultiHeadAttention(2, from: "input, input, input, input"), "4", "query and memory");

    [Fact]
    public void FeedForward()
    {
        Expect("DT0204", "Hidden", b => b.Input(6).FeedForward(0), "Hidden of 'feedForward1' is 0");
        Expect("DT0205", "Dropout", b => b.Input(6).FeedForward(3, dropout: -1), "from 0 to 1");
    }

    private static void Expect(string id, string? argument, Func<NetworkBuilder, NetworkBuilder> network, params string[] words)
    {
        Problem problem = Assert.Single(Build.Run(network(new NetworkBuilder("Net")).ToSpec()).Problems);
        Assert.Equal((id, 1, argument), (problem.Kind.Id, problem.Element, problem.Argument));
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }
}
