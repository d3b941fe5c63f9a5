namespace DeepTrainer;

/// <summary>How well a network does on one sample.</summary>
/// <param name="Index">The sample's number in its dataset.</param>
/// <param name="Loss">Its loss: penalties of weights are in each, unless one of several losses was asked for.</param>
/// <param name="Label">Its class, if the network (or the loss that was asked for) is trained on one class a sample.</param>
/// <param name="Predicted">The class that it is taken for.</param>
public readonly record struct SampleLoss(int Index, double Loss, int? Label, int? Predicted);
