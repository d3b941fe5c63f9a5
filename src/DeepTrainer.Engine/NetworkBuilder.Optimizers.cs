namespace DeepTrainer.Engine;

/// <content>Optimizers and clipping.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="momentum">Share of the last direction that is kept.</param>
    /// <param name="dampening">Share of the gradient that is left out.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="nesterov">Look ahead along the momentum.</param>
    public NetworkBuilder Sgd(double learningRate = 1e-3, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false) =>
        Add(new SgdAttribute { LearningRate = learningRate, Momentum = momentum, Dampening = dampening, WeightDecay = weightDecay, Nesterov = nesterov });

    /// <summary>Kingma and Ba, 2014.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="amsGrad">Divide by the largest mean so far.</param>
    public NetworkBuilder Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsGrad = false) =>
        Add(new AdamAttribute { LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, AmsGrad = amsGrad });

    /// <summary>Adam with decoupled weight decay.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="amsGrad">Divide by the largest mean so far.</param>
    public NetworkBuilder AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2, bool amsGrad = false) =>
        Add(new AdamWAttribute { LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay, AmsGrad = amsGrad });

    /// <summary>Hinton, lecture 6e.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="alpha">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="momentum">Share of the last step that is kept.</param>
    /// <param name="centered">Subtract the squared mean.</param>
    public NetworkBuilder RmsProp(double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false) =>
        Add(new RmsPropAttribute { LearningRate = learningRate, Alpha = alpha, Epsilon = epsilon, WeightDecay = weightDecay, Momentum = momentum, Centered = centered });

    /// <summary>Duchi et al., 2011.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="learningRateDecay">How fast steps shrink.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="initialAccumulator">What the sum of squares starts with.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    public NetworkBuilder Adagrad(double learningRate = 1e-2, double learningRateDecay = 0, double weightDecay = 0, double initialAccumulator = 0, double epsilon = 1e-10) =>
        Add(new AdagradAttribute { LearningRate = learningRate, LearningRateDecay = learningRateDecay, WeightDecay = weightDecay, InitialAccumulator = initialAccumulator, Epsilon = epsilon });

    /// <summary>Adam with Nesterov's look ahead: Dozat, 2016.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="momentumDecay">How fast the momentum grows.</param>
    /// <param name="decoupledWeightDecay">Take λ from the weights instead.</param>
    public NetworkBuilder NAdam(
        double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0,
        double momentumDecay = 4e-3, bool decoupledWeightDecay = false) =>
        Add(new NAdamAttribute
        {
            LearningRate = learningRate,
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = epsilon,
            WeightDecay = weightDecay,
            MomentumDecay = momentumDecay,
            DecoupledWeightDecay = decoupledWeightDecay,
        });

    /// <summary>Adam with rectified steps: Liu et al., 2020.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="decoupledWeightDecay">Take λ from the weights instead.</param>
    public NetworkBuilder RAdam(
        double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0,
        bool decoupledWeightDecay = false) =>
        Add(new RAdamAttribute
        {
            LearningRate = learningRate,
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = epsilon,
            WeightDecay = weightDecay,
            DecoupledWeightDecay = decoupledWeightDecay,
        });

    /// <summary>Adam with the largest gradient: Kingma and Ba, 2014.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the largest gradient.</param>
    /// <param name="epsilon">Added to the gradient's absolute value.</param>
    /// <param name="weightDecay">λ.</param>
    public NetworkBuilder Adamax(
        double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) =>
        Add(new AdamaxAttribute { LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay });

    /// <summary>Zeiler, 2012.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="rho">Decay of the means of squares.</param>
    /// <param name="epsilon">Added under both roots.</param>
    /// <param name="weightDecay">λ.</param>
    public NetworkBuilder Adadelta(double learningRate = 1, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0) =>
        Add(new AdadeltaAttribute { LearningRate = learningRate, Rho = rho, Epsilon = epsilon, WeightDecay = weightDecay });

    /// <summary>Riedmiller and Braun, 1993.</summary>
    /// <param name="learningRate">The size of the first step.</param>
    /// <param name="etaMinus">What a step size shrinks by.</param>
    /// <param name="etaPlus">What a step size grows by.</param>
    /// <param name="minStep">The smallest step size.</param>
    /// <param name="maxStep">The largest step size.</param>
    public NetworkBuilder Rprop(
        double learningRate = 1e-2, double etaMinus = 0.5, double etaPlus = 1.2, double minStep = 1e-6, double maxStep = 50) =>
        Add(new RpropAttribute { LearningRate = learningRate, EtaMinus = etaMinus, EtaPlus = etaPlus, MinStep = minStep, MaxStep = maxStep });

    /// <summary>Chen et al., 2023.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Share of the mean in the direction.</param>
    /// <param name="beta2">Decay of the mean.</param>
    /// <param name="weightDecay">λ.</param>
    public NetworkBuilder Lion(double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0) =>
        Add(new LionAttribute { LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, WeightDecay = weightDecay });

    /// <summary>You et al., 2020.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">λ.</param>
    public NetworkBuilder Lamb(
        double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6, double weightDecay = 1e-2) =>
        Add(new LambAttribute { LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = weightDecay });

    /// <summary>Orthogonal momentum for matrices, AdamW for vectors: Jordan et al., 2024.</summary>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="momentum">Share of the momentum that is kept.</param>
    /// <param name="nesterov">Look ahead along the momentum.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="epsilon">The least that the norm counts as.</param>
    /// <param name="newtonSchulzSteps">How often the iteration runs.</param>
    /// <param name="adjustment">How the step grows with the matrix.</param>
    /// <param name="adamWLayers">Layers whose matrices AdamW changes too, separated by commas.</param>
    /// <param name="adamWRate">AdamW's learning rate as a multiple of the learning rate.</param>
    /// <param name="adamWBeta1">AdamW's β₁.</param>
    /// <param name="adamWBeta2">AdamW's β₂.</param>
    /// <param name="adamWEpsilon">AdamW's ε.</param>
    /// <param name="adamWWeightDecay">AdamW's λ.</param>
    public NetworkBuilder Muon(
        double learningRate = 1e-3, double momentum = 0.95, bool nesterov = true, double weightDecay = 0.1, double epsilon = 1e-7,
        int newtonSchulzSteps = 5, MuonAdjustment adjustment = MuonAdjustment.Original, string adamWLayers = "", double adamWRate = 1,
        double adamWBeta1 = 0.9, double adamWBeta2 = 0.999, double adamWEpsilon = 1e-8, double adamWWeightDecay = 1e-2) =>
        Add(new MuonAttribute
        {
            LearningRate = learningRate,
            Momentum = momentum,
            Nesterov = nesterov,
            WeightDecay = weightDecay,
            Epsilon = epsilon,
            NewtonSchulzSteps = newtonSchulzSteps,
            Adjustment = adjustment,
            AdamWLayers = adamWLayers,
            AdamWRate = adamWRate,
            AdamWBeta1 = adamWBeta1,
            AdamWBeta2 = adamWBeta2,
            AdamWEpsilon = adamWEpsilon,
            AdamWWeightDecay = adamWWeightDecay,
        });

    /// <summary>Shrinks all gradients together to a norm.</summary>
    /// <param name="maxNorm">The largest norm.</param>
    public NetworkBuilder ClipGradientNorm(double maxNorm) =>
        Add(new ClipGradientNormAttribute(maxNorm));

    /// <summary>Cuts every element of the gradients.</summary>
    /// <param name="limit">The largest absolute value.</param>
    public NetworkBuilder ClipGradientValue(double limit) =>
        Add(new ClipGradientValueAttribute(limit));

    /// <summary>
    /// An update rule of your own, such as <c>w, m, g, lr => let n = 0.9 * m + g; m = n; w = w - lr * n</c>. Of the parameters that
    /// are results too, the first is the weight, further ones are what is remembered for each weight. The first that is none is the
    /// gradient; <c>lr</c> and <c>t</c> are the learning rate and the step.
    /// </summary>
    /// <param name="function">What to call it.</param>
    /// <param name="rule">The rule as text; all results are computed from the values before the step.</param>
    /// <param name="learningRate">The size of a step.</param>
    /// <exception cref="FormatException">The text can't be read.</exception>
    public NetworkBuilder UpdateRule(string function, string rule, double learningRate = 1e-3)
    {
        Define(function, ScalarFunction.Parse(rule));
        return Add(new UpdateRuleAttribute(function) { LearningRate = learningRate });
    }
}
