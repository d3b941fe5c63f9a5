namespace Samples.Graphs;

/// <summary>
/// Classes of papers by their words and citations: two graph convolutions, whose matrix is an input. Kipf, Welling: Semi-Supervised Classification with Graph Convolutional
/// Networks, 2016; the network for Cora. A sample is a whole graph.
/// </summary>
[Network]
[Input(Nodes, Words, Name = "words"), Input(Nodes, Nodes, Name = "adjacency")]
[Dropout(0.5, From = "words")]
[Layer(nameof(Convolution), Options = "units = 16", From = "dropout1, adjacency", Name = "gc1")]
[Relu, Dropout(0.5)]
[Layer(nameof(Convolution), Options = "units = 7", From = "dropout2, adjacency", Name = "gc2")]
[CrossEntropy(Axis = -1, IgnoreIndex = Unknown)]
[Adam(LearningRate = 0.01, WeightDecay = 5e-4)]
internal sealed partial class Gcn
{
    private const int Nodes = 2708, Words = 1433, Classes = 7, Unknown = -1;

    private static Tensor Convolution(Tensor nodes, Tensor adjacency, int units) =>
        MatMul(adjacency, Dense(nodes, units, bias: false, name: "linear")) + Weight("bias", [units], Init.PyTorch, fanIn: units);

    public static Exhibit Exhibit => new(
        "gcn", "Kipf, Welling 2016", [new("1433-16-7", ParameterCount, 23_063, "tkipf/pygcn for Cora: 1,433·16 + 16 + 16·7 + 7")], "a generated graph of Cora's size", Train);

    // 20 papers of each class are known, the others' classes are to be found.
    private static Outcome Train(bool isLong)
    {
        Gcn network = new(seed: 1) { Threads = Environment.ProcessorCount };
        (float[] graph, int[] classes) = Graph(new(1));
        int[] known = [.. classes.Select((c, node) => node < 20 * Classes ? c : Unknown)];
        float[] scores = new float[OutputSize];
        network.LearningRate = isLong ? 0.01f : 0.05f;
        double before = Right();
        for (int step = 0; step < (isLong ? 200 : 15); step++)
            network.TrainBatch(graph, known);
        return new("share of the other papers right", before, Right(), 0.7);

        double Right()
        {
            network.Predict(graph, scores);
            return Enumerable.Range(20 * Classes, Nodes - (20 * Classes)).Average(node => Scores.Likeliest(scores.AsSpan(node * Classes, Classes)) == classes[node] ? 1.0 : 0);
        }
    }

    // Papers cite four fifths of the time their own class, and half of their words are of it: about 4 citations and 18 words each.
    private static (float[] Graph, int[] Classes) Graph(Random random)
    {
        float[] graph = new float[InputSize];
        int[] classes = [.. Enumerable.Range(0, Nodes).Select(node => node % Classes)];
        Span<float> words = graph.AsSpan(0, Nodes * Words), edges = graph.AsSpan(Nodes * Words);
        for (int node = 0; node < Nodes; node++)
        {
            edges[(node * Nodes) + node] = 1;
            for (int i = 0; i < 2; i++)
            {
                int other = random.Next(Nodes);
                if (random.Next(5) > 0)
                    other = Math.Min(Nodes - 1, other - (other % Classes) + classes[node]);
                edges[(node * Nodes) + other] = edges[(other * Nodes) + node] = 1;
            }
            for (int i = 0; i < 18; i++)
            {
                int word = random.Next(Words);
                words[(node * Words) + (random.Next(2) > 0 ? word : (word / Classes * Classes) + classes[node]) % Words] = 1 / 18f;
            }
        }
        // divided by the roots of both ends' degrees
        float[] degrees = new float[Nodes];
        for (int i = 0; i < edges.Length; i++)
            degrees[i / Nodes] += edges[i];
        for (int i = 0; i < edges.Length; i++)
            edges[i] /= MathF.Sqrt(degrees[i / Nodes] * degrees[i % Nodes]);
        return (graph, classes);
    }
}
