namespace DeepTrainer;

/// <summary>
/// Logs the Euclidean norm of each step's gradient (the mean over the batch, before clipping) as "gradient norm". The network must be an
/// <see cref="IGradientNetwork"/>.
/// </summary>
public sealed class GradientNorms : Callback
{
    /// <summary>The name under which the norm of all gradients is logged.</summary>
    public const string LoggedName = "gradient norm";

    private IReadOnlyList<Parameter> _gradients = [];
    private string[] _names = [];
    private float[] _values = [];

    /// <summary>Whether each parameter's norm is logged, too: "gradient norm of dense1.weight".</summary>
    public bool PerParameter { get; init; }

    /// <summary>The norm of the last step's gradient.</summary>
    public double Norm { get; private set; }

    /// <inheritdoc/>
    public override bool NeedsGradients => true;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        _gradients = [.. ((IGradientNetwork)training.Network).AccumulatedGradients];
        _names = [.. _gradients.Select(g => $"{LoggedName} of {g.Name}")];
        _values = new float[_gradients.Count == 0 ? 0 : _gradients.Max(g => g.Length)];
    }

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext training, IGradientNetwork network)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(network);
        double all = 0;
        for (int i = 0; i < _names.Length; i++)
        {
            Span<float> values = _values.AsSpan(0, _gradients[i].Length);
            _gradients[i].CopyTo(values);
            double squares = 0;
            foreach (float value in values)
                squares += (double)value * value;
            all += squares;
            if (PerParameter)
                training.Log(_names[i], Math.Sqrt(squares) / network.AccumulatedSamples);
        }
        Norm = Math.Sqrt(all) / network.AccumulatedSamples;
        training.Log(LoggedName, Norm);
    }
}
