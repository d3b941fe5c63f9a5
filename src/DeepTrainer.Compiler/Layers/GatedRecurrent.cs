namespace DeepTrainer.Compiler.Layers;

/// <summary>A recurrent layer with gates: what is applied to their sums, and to what they let through.</summary>
public abstract class GatedRecurrent(string kind, params Option[] options) : Recurrent(kind, [Activation, RecurrentActivation, .. options])
{
    private static readonly Option Activation = new("Activation", "Tanh");
    private static readonly Option RecurrentActivation = new("RecurrentActivation", "Sigmoid");

    public override Traits TraitsOf(ElementSpec spec) =>
        Activation.ValueIn(spec)!.Text == "Tanh" ? base.TraitsOf(spec) : base.TraitsOf(spec) with { Gives = Values.Unknown };

    /// <summary>What is applied to what gates let through: tanh.</summary>
    private protected static Expr Bounded(LayerContext c, Expr x) => Of(c.Text(Activation), x);

    /// <summary>What is applied to the gates' sums: σ.</summary>
    private protected static Expr Opened(LayerContext c, Expr x) => Of(c.Text(RecurrentActivation), x);

    internal static Expr Of(string activation, Expr x) => Layers.Activation.All.First(a => a.Kind == activation).WithDefaults(x);
}
