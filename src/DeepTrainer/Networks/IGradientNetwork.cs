using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// A network that hands gradients out and takes them: a class with <c>[Network(Gradients = true)]</c>, and every network of the generic engine.
/// </summary>
/// <remarks>
/// <see cref="Gradients(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float})"/> computes them and changes nothing. The others are a step of the
/// optimizer taken apart, as PyTorch has it: <c>Accumulate</c> and <see cref="Backward"/> add a batch's gradients to those so far (<c>loss.backward()</c>),
/// <see cref="Apply"/> takes one step with the mean over all their samples (<c>optimizer.step()</c>, <c>zero_grad()</c>).
/// <para>
/// What <c>TrainBatch</c> does once for its batch is done once for each that is accumulated, where it belongs to samples: batch norm takes the
/// statistics of each batch and notes them in its running averages. What belongs to the step is done once, by <see cref="Apply"/>: gradients are clipped after the
/// mean over all samples is taken, and <see cref="INetwork.Steps"/> counts one. Dropout and its like draw other numbers for each batch.
/// </para>
/// </remarks>
public interface IGradientNetwork : INetwork
{
    /// <summary>
    /// The floats of all trained parameters' gradients: those of <see cref="INetwork.Parameters"/> with <see cref="Parameter.IsTrained"/> set, in that order, each
    /// row-major in its shape. <see cref="GradientLayout"/> finds them by name.
    /// </summary>
    int GradientSize { get; }

    /// <summary>The sums of gradients over all samples since the last step, under the parameters' names; writing to them changes the next step.</summary>
    IReadOnlyList<Parameter> AccumulatedGradients { get; }

    /// <summary>How many samples have been accumulated since the last step.</summary>
    long AccumulatedSamples { get; }

    /// <summary>
    /// Computes the loss of a batch as <see cref="INetwork.Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/> does (without dropout, with batch norm's running
    /// averages), and its gradients; changes nothing.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give, <see cref="NetworkInfo.TargetSize"/> floats a sample.</param>
    /// <param name="parameterGradients">Where the parameters' gradients go, <see cref="GradientSize"/> floats; or nothing, which saves their work.</param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs; or nothing.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or memory for results overlaps what is read.</exception>
    /// <exception cref="NotSupportedException">The network has no loss, or is trained on class indices.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    float Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> parameterGradients, Span<float> inputGradients) =>
        Check.WrongTargets(Info, isTraining: false);

    /// <summary>The same as <see cref="Gradients(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float})"/> for class indices.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">The class of each sample, from 0; where the network takes floats, whole numbers among them.</param>
    /// <param name="parameterGradients">Where the parameters' gradients go, <see cref="GradientSize"/> floats; or nothing, which saves their work.</param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs; or nothing.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a label is no class, or memory for results overlaps what is read.</exception>
    /// <exception cref="NotSupportedException">The network has no loss.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    float Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> parameterGradients, Span<float> inputGradients) =>
        Info is { HasLoss: true, TargetKind: not TargetKind.ClassIndices }
            ? Gradients(inputs, Check.Floats(labels), parameterGradients, inputGradients)
            : Check.WrongTargets(Info, isTraining: false);

    /// <summary>
    /// Computes one of several losses, times its <c>Weight</c>, and its gradients alone: for methods that weigh or turn the losses' gradients against each other
    /// (GradNorm, PCGrad, MGDA). It is computed as the next <c>Accumulate</c> would, with the same dropout and this batch's statistics, and changes nothing. Nothing of the
    /// other losses is computed, so that none of their infinities gets in. The gradients of all losses, and of the penalties <c>L1</c> and
    /// <c>L2</c> which belong to none, are together those of the whole.
    /// </summary>
    /// <param name="loss">The loss's name, one of <see cref="NetworkInfo.Losses"/>.</param>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give, those of all losses: <see cref="NetworkInfo.TargetSize"/> floats a sample.</param>
    /// <param name="parameterGradients">
    /// Where the parameters' gradients go, <see cref="GradientSize"/> floats, of a mean over the batch; or nothing, which saves their work.
    /// </param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs; or nothing.</param>
    /// <returns>The loss, times its weight.</returns>
    /// <exception cref="ArgumentException">There is no such loss, a length is wrong, or memory for results overlaps what is read.</exception>
    /// <exception cref="NotSupportedException">The network hasn't several losses.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    float LossGradients(string loss, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> parameterGradients, Span<float> inputGradients) =>
        throw new NotSupportedException($"'{Info.Name}' hasn't several losses whose gradients could be told apart; Gradients has those of "
            + $"{(Info.HasLoss ? "the one that it has" : "networks with a loss")}.");

    /// <summary>Computes a batch's loss and gradients as training does, and adds the gradients to those that <see cref="Apply"/> takes.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give, <see cref="NetworkInfo.TargetSize"/> floats a sample.</param>
    /// <param name="lossParts">Where the loss's summands go, one for each of <see cref="NetworkInfo.LossParts"/>; or nothing.</param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs, for another network's <see cref="Backward"/>; or nothing.</param>
    /// <returns>The mean loss of this batch.</returns>
    /// <remarks>A loss that is a mean over labels (with ignored ones or class weights) counts in the step by its batch's samples, as frameworks have it.</remarks>
    /// <exception cref="ArgumentException">A length is wrong, or memory for results overlaps what is read.</exception>
    /// <exception cref="NotSupportedException">The network has no loss, or is trained on class indices.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network.</exception>
    float Accumulate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts = default, Span<float> inputGradients = default) =>
        Check.WrongTargets(Info, isTraining: false);

    /// <summary>The same as <see cref="Accumulate(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float})"/> for class indices.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">The class of each sample, from 0; where the network takes floats, whole numbers among them.</param>
    /// <param name="lossParts">Where the loss's summands go, one for each of <see cref="NetworkInfo.LossParts"/>; or nothing.</param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs; or nothing.</param>
    /// <returns>The mean loss of this batch.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a label is no class, or memory for results overlaps what is read.</exception>
    /// <exception cref="NotSupportedException">The network has no loss.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network.</exception>
    float Accumulate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts = default, Span<float> inputGradients = default) =>
        Info is { HasLoss: true, TargetKind: not TargetKind.ClassIndices }
            ? Accumulate(inputs, Check.Floats(labels), lossParts, inputGradients)
            : Check.WrongTargets(Info, isTraining: false);

    /// <summary>
    /// Computes outputs as the next <see cref="Backward"/> does: as in training, with the dropout of that batch and batch norm's statistics of these
    /// samples. Changes nothing.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputs">Where the results go, one after another.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, the numbers of samples differ, or the outputs overlap the inputs.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    void Forward(ReadOnlySpan<float> inputs, Span<float> outputs);

    /// <summary>
    /// Takes the gradient of any loss with respect to the outputs, such as another network's gradient of its inputs, adds the parameters' gradients to
    /// those that <see cref="Apply"/> takes, and hands the inputs' on: a vector-Jacobian product. The network's own loss and penalties take no part.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputGradients">
    /// The gradient of a mean over these samples, for each of their outputs: what <c>Gradients</c> gives as input gradients. A step with this batch alone takes
    /// it as it is; of several, each counts by its samples.
    /// </param>
    /// <param name="inputGradients">Where the samples' gradients go, as many floats as inputs; or nothing.</param>
    /// <exception cref="ArgumentException">A length is wrong, or memory for results overlaps what is read.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the network.</exception>
    void Backward(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradients, Span<float> inputGradients = default);

    /// <summary>
    /// Counts what others have accumulated, whose sums of gradients were added to <see cref="AccumulatedGradients"/>: other processes that train the same network with
    /// other samples of a batch. <see cref="Apply"/> takes the mean over their samples, too.
    /// </summary>
    /// <param name="samples">How many samples they have; at least 0.</param>
    /// <param name="batches">In how many batches; at least 0. Random numbers of the next batch follow from the number of those before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 0.</exception>
    void CountAccumulated(long samples, long batches);

    /// <summary>One step of the optimizer with the mean of the gradients accumulated since the last one, which are forgotten.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been accumulated, or another thread uses the network.</exception>
    /// <exception cref="NotSupportedException">The network has no optimizer.</exception>
    void Apply();

    /// <summary>Forgets what has been accumulated since the last step.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the network.</exception>
    void DiscardGradients();
}
