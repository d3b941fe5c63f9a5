using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// A network that predicts and trains. Generated classes implement it, and so does the generic engine's network;
/// the trainer and <see cref="NetworkFile"/> take either.
/// </summary>
/// <remarks>
/// Inputs, outputs and targets are row-major, one sample after another. Results must not go where inputs are: spans that overlap are refused.
/// <para>
/// Predictions and evaluations may run on many threads at once. Training and loading run alone: beside another call they, or that call,
/// throw <see cref="InvalidOperationException"/>. Writing to a <see cref="Parameter"/> is not watched; it is for when nothing runs.
/// </para>
/// </remarks>
public interface INetwork
{
    /// <summary>What the network is made of: shapes, layers, the kind of targets.</summary>
    NetworkInfo Info { get; }

    /// <summary>
    /// The weights, under PyTorch's names and in PyTorch's shapes: <c>dense1.weight</c> is [out, in]. What layers keep besides
    /// weights, such as running averages, is among them with <see cref="Parameter.IsTrained"/> unset.
    /// </summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// What the optimizer keeps for each weight, named after it and of its shape: <c>dense1.weight.exp_avg</c>.
    /// </summary>
    IReadOnlyList<Parameter> OptimizerState { get; }

    /// <summary>
    /// Which random numbers training draws, for dropout and its like: they follow from it and from <see cref="Steps"/>; those of predictions follow from it
    /// and from the draw that they are asked for. That of the constructor at first; checkpoints hold it.
    /// </summary>
    int Seed { get; set; }

    /// <summary>Numbers of losses and optimizers that can be changed between batches: those that <see cref="NetworkAttribute.Adjustable"/> names.</summary>
    NetworkOptions Options => NetworkOptions.None(Info.Name);

    /// <summary>The size of the optimizer's steps. It can be changed at any time between batches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to what is no number of at least 0.</exception>
    /// <exception cref="InvalidOperationException">It is set while another thread trains the network by Fit, or evaluates it on a dataset.</exception>
    float LearningRate { get; set; }

    /// <summary>The number of batches trained on so far, which Adam and dropout depend on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0 or more than 2⁵³.</exception>
    /// <exception cref="InvalidOperationException">It is set while another thread trains the network by Fit, or evaluates it on a dataset.</exception>
    long Steps { get; set; }

    /// <summary>Computes the output for one sample.</summary>
    /// <param name="input">One sample, <see cref="NetworkInfo.InputSize"/> floats.</param>
    /// <param name="output">Where the result goes, <see cref="NetworkInfo.OutputSize"/> floats.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the output overlaps the input.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    void Predict(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Computes the outputs for any number of samples, which follows from the lengths.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputs">Where the results go, one after another.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or the outputs overlap the inputs.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs);

    /// <summary>
    /// Computes the output for one sample, with random numbers of the caller's choice where the network draws them in predictions:
    /// <c>Normal(x, inPrediction: true)</c>, <c>[Dropout(0.2, InPrediction = true)]</c>.
    /// </summary>
    /// <param name="input">One sample, <see cref="NetworkInfo.InputSize"/> floats.</param>
    /// <param name="output">Where the result goes, <see cref="NetworkInfo.OutputSize"/> floats.</param>
    /// <param name="draw">
    /// Which random numbers: they follow from this and from <see cref="Seed"/>, on any thread. Any number; without it, it is 0. A network that draws none
    /// predicts the same with each.
    /// </param>
    /// <exception cref="ArgumentException">A length is wrong, or the output overlaps the input.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    void Predict(ReadOnlySpan<float> input, Span<float> output, long draw) => Predict(input, output);

    /// <summary>
    /// Computes the outputs for any number of samples, with random numbers of the caller's choice where the network draws them in predictions. Each sample has
    /// its own, by its place in the call: copies of one input are as many draws.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputs">Where the results go, one after another.</param>
    /// <param name="draw">Which random numbers, as for a single sample; without it, it is 0.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or the outputs overlap the inputs.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs, long draw) => PredictBatch(inputs, outputs);

    /// <summary>Trains on one batch: one step of the optimizer.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give, <see cref="NetworkInfo.TargetSize"/> floats a sample.</param>
    /// <returns>The mean loss before the step.</returns>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or there is none or too many for working memory.</exception>
    /// <exception cref="NotSupportedException">
    /// The network is trained on class indices; or it has no loss, or no optimizer where it is to be trained.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network: it trains, evaluates, saves or loads.</exception>
    float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Check.WrongTargets(Info, isTraining: true);

    /// <summary>
    /// The same as <see cref="TrainBatch(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, and the summands of the loss that have averages of their own.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give.</param>
    /// <param name="lossParts">Where the summands go, one for each of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <returns>The loss, their sum.</returns>
    /// <exception cref="ArgumentException">The room is for another number of summands, or overlaps what is read; or as without it.</exception>
    float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts)
    {
        Check.SinglePart(Info, inputs, targets, lossParts);
        return lossParts[0] = TrainBatch(inputs, targets);
    }

    /// <summary>Trains on one batch: one step of the optimizer.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">The class of each sample, from 0; where the network takes floats, whole numbers among them, such as <c>[0, 1]</c>.</param>
    /// <returns>The mean loss before the step.</returns>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or there is none or too many for working memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="NotSupportedException">The network has no loss, or no optimizer where it is to be trained.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network: it trains, evaluates, saves or loads.</exception>
    float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Info is { HasLoss: true, HasOptimizer: true, TargetKind: not TargetKind.ClassIndices }
        ? TrainBatch(inputs, Check.Floats(labels))
        : Check.WrongTargets(Info, isTraining: true);

    /// <summary>
    /// The same as <see cref="TrainBatch(ReadOnlySpan{float}, ReadOnlySpan{int})"/>, and the summands of the loss that have averages of their own.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="lossParts">Where the summands go, one for each of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <returns>The loss, their sum.</returns>
    /// <exception cref="ArgumentException">The room is for another number of summands, or overlaps what is read; or as without it.</exception>
    float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts)
    {
        Check.SinglePart(Info, inputs, labels, lossParts);
        return lossParts[0] = TrainBatch(inputs, labels);
    }

    /// <summary>Computes the loss of a batch as in prediction (without dropout), and changes nothing.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give, <see cref="NetworkInfo.TargetSize"/> floats a sample.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or there is none or too many for working memory.</exception>
    /// <exception cref="NotSupportedException">
    /// The network is trained on class indices; or it has no loss, or no optimizer where it is to be trained.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Check.WrongTargets(Info, isTraining: false);

    /// <summary>
    /// The same as <see cref="Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, and the summands of the loss that have averages of their own.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give.</param>
    /// <param name="lossParts">Where the summands go, one for each of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <returns>The loss, their sum.</returns>
    /// <exception cref="ArgumentException">The room is for another number of summands, or overlaps what is read; or as without it.</exception>
    float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts)
    {
        Check.SinglePart(Info, inputs, targets, lossParts);
        return lossParts[0] = Evaluate(inputs, targets);
    }

    /// <summary>Computes the loss of a batch as in prediction (without dropout), and changes nothing.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">The class of each sample, from 0; where the network takes floats, whole numbers among them, such as <c>[0, 1]</c>.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or there is none or too many for working memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="NotSupportedException">The network has no loss, or no optimizer where it is to be trained.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Info is { HasLoss: true, TargetKind: not TargetKind.ClassIndices }
        ? Evaluate(inputs, Check.Floats(labels))
        : Check.WrongTargets(Info, isTraining: false);

    /// <summary>
    /// The same as <see cref="Evaluate(ReadOnlySpan{float}, ReadOnlySpan{int})"/>, and the summands of the loss that have averages of their own.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="lossParts">Where the summands go, one for each of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <returns>The loss, their sum.</returns>
    /// <exception cref="ArgumentException">The room is for another number of summands, or overlaps what is read; or as without it.</exception>
    float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts)
    {
        Check.SinglePart(Info, inputs, labels, lossParts);
        return lossParts[0] = Evaluate(inputs, labels);
    }
}
