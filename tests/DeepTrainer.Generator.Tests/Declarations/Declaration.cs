namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>A file with a network's declaration, and one that uses the network.</summary>
internal sealed record Declaration(string Source, string Use)
{
    /// <summary>A class in a namespace, empty for none, with these attributes and members.</summary>
    public static Declaration Of(string attributes, string name = "Net", string members = "", string ns = "") => new(
        $"{(ns.Length == 0 ? "" : $"namespace {ns};\n")}[Network]\n{attributes}\npublic sealed partial class {name}\n{{\n{members}\n}}\n",
        $$"""
        internal static class UseOfNetwork
        {
            private static T Made<T>() where T : INetwork<T> => T.Create(1);

            public static int Use()
            {
                global::{{(ns.Length == 0 ? "" : ns + ".")}}{{name}} own = new(seed: 3), made = Made<global::{{(ns.Length == 0 ? "" : ns + ".")}}{{name}}>();
                own.Predict(new float[1], new float[1]);
                made.LearningRate = own.LearningRate;
                return own.Info.Layers.Length + own.Parameters.Count + global::{{(ns.Length == 0 ? "" : ns + ".")}}{{name}}.InputSize;
            }
        }
        """);
}
