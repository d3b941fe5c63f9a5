namespace Samples.Losses;

/// <summary>Losses of classes and segments: scores [N, classes], and targets that are 1 for the class and 0 elsewhere.</summary>
internal static class Classification
{
    /// <summary>Label smoothing. Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision, 2015.</summary>
    public static Tensor LabelSmoothing(Tensor scores, Tensor target, float smoothing = 0.1f) =>
        -Sum(Lerp(target, 1.0 / scores.Shape[1], smoothing) * LogSoftmax(scores), 1);

    /// <summary>Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, 2017.</summary>
    public static Tensor FocalLoss(Tensor scores, Tensor target, float gamma = 2, float alpha = 0.25f)
    {
        Tensor margin = ((2 * target) - 1) * scores, share = Where(target > 0.5, alpha, 1 - alpha);
        return share * Pow(Sigmoid(-margin), gamma) * Softplus(-margin);
    }

    /// <summary>Dice. Milletari, Navab, Ahmadi: V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation, 2016.</summary>
    public static Tensor DiceLoss(Tensor scores, Tensor target)
    {
        Tensor p = Sigmoid(scores);
        return 1 - (2 * Sum(p * target, 1) / (Sum(Square(p), 1) + Sum(Square(target), 1)));
    }

    /// <summary>Salehi, Erdogmus, Gholipour: Tversky loss function for image segmentation using 3D fully convolutional deep networks, 2017.</summary>
    public static Tensor TverskyLoss(Tensor scores, Tensor target, float alpha = 0.3f, float beta = 0.7f)
    {
        Tensor p = Sigmoid(scores);
        Tensor hits = Sum(p * target, 1), wrong = Sum(p * (1 - target), 1), missed = Sum((1 - p) * target, 1);
        return 1 - (hits / (hits + (alpha * wrong) + (beta * missed)));
    }

    /// <summary>Soft intersection over union. Rahman, Wang: Optimizing Intersection-Over-Union in Deep Neural Networks for Image Segmentation, 2016.</summary>
    public static Tensor IouLoss(Tensor scores, Tensor target)
    {
        Tensor p = Sigmoid(scores), intersection = Sum(p * target, 1);
        return 1 - (intersection / (Sum(p + target, 1) - intersection));
    }

    /// <summary>Poly-1. Leng, Tan, Liu, Cubuk, Shi, Cheng, Anguelov: PolyLoss: A Polynomial Expansion Perspective of Classification Loss Functions, 2022.</summary>
    public static Tensor PolyLoss(Tensor scores, Tensor target, float epsilon = 1)
    {
        Tensor logarithm = Sum(target * LogSoftmax(scores), 1);
        return -logarithm + (epsilon * (1 - Exp(logarithm)));
    }

    /// <summary>Zhang, Sabuncu: Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels, 2018.</summary>
    public static Tensor GeneralizedCrossEntropy(Tensor scores, Tensor target, float q = 0.7f) =>
        (1 - Pow(Sum(target * Softmax(scores), 1), q)) / q;

    /// <summary>Wang, Ma, Chen, Luo, Yi, Bailey: Symmetric Cross Entropy for Robust Learning with Noisy Labels, 2019.</summary>
    public static Tensor SymmetricCrossEntropy(Tensor scores, Tensor target, float alpha = 0.1f, float beta = 1, float logOfZero = -4)
    {
        Tensor reverse = -Sum(Softmax(scores) * Where(target > 0, 0, logOfZero), 1);
        return (-alpha * Sum(target * LogSoftmax(scores), 1)) + (beta * reverse);
    }

    /// <summary>Ridnik and others: Asymmetric Loss For Multi-Label Classification, 2020.</summary>
    public static Tensor AsymmetricLoss(Tensor scores, Tensor target, float positive = 1, float negative = 4, float shift = 0.05f)
    {
        Tensor p = Sigmoid(scores), shifted = Maximum(p - shift, 0);
        return -Sum((target * Pow(1 - p, positive) * Log(p)) + ((1 - target) * Pow(shifted, negative) * Log(1 - shifted)), 1);
    }

    /// <summary>Hinton, Vinyals, Dean: Distilling the Knowledge in a Neural Network, 2015.</summary>
    public static Tensor Distillation(Tensor student, Tensor teacher, Tensor target, float temperature = 4, float share = 0.5f)
    {
        Tensor soft = Softmax(teacher / temperature), difference = LogSoftmax(teacher / temperature) - LogSoftmax(student / temperature);
        Tensor hard = -Sum(target * LogSoftmax(student), 1);
        return (share * temperature * temperature * Sum(soft * difference, 1)) + ((1 - share) * hard);
    }

    /// <summary>
    /// The Bayes risk of squares. Sensoy, Kaplan, Kandemir: Evidential Deep Learning to Quantify Classification Uncertainty, 2018; without
    /// its prior's divergence.
    /// </summary>
    public static Tensor EvidentialClassification(Tensor scores, Tensor target)
    {
        Tensor alpha = Relu(scores) + 1, strength = Sum(alpha, [1], keepDims: true), p = alpha / strength;
        return Sum(Square(target - p) + (p * (1 - p) / (strength + 1)), 1);
    }

    /// <summary>
    /// An angle added to that of the class, from cosines [N, classes]. Deng, Guo, Xue, Zafeiriou: ArcFace: Additive Angular Margin Loss for
    /// Deep Face Recognition, 2018.
    /// </summary>
    public static Tensor ArcFace(Tensor cosines, Tensor target, float margin = 0.5f, float scale = 8)
    {
        Tensor sines = Sqrt(Maximum(1 - Square(cosines), 1e-6));
        Tensor moved = (cosines * Math.Cos(margin)) - (sines * Math.Sin(margin));
        return -Sum(target * LogSoftmax(scale * Where(target, moved, cosines)), 1);
    }

    /// <summary>Wang and others: CosFace: Large Margin Cosine Loss for Deep Face Recognition, 2018.</summary>
    public static Tensor CosFace(Tensor cosines, Tensor target, float margin = 0.35f, float scale = 8) =>
        -Sum(target * LogSoftmax(scale * (cosines - (margin * target))), 1);

    /// <summary>All pairs of positions in a list, by how relevant they are. Burges and others: Learning to Rank using Gradient Descent, 2005.</summary>
    public static Tensor RankNet(Tensor scores, Tensor target)
    {
        Tensor isAbove = target.Unsqueeze(2) > target.Unsqueeze(1), difference = scores.Unsqueeze(2) - scores.Unsqueeze(1);
        return Sum(isAbove * Softplus(-difference), 1, 2);
    }

    /// <summary>Top-one probabilities. Cao, Qin, Liu, Tsai, Li: Learning to Rank: From Pairwise Approach to Listwise Approach, 2007.</summary>
    public static Tensor ListNet(Tensor scores, Tensor target) => -Sum(Softmax(target) * LogSoftmax(scores), 1);

    /// <summary>Sparsemax's loss. Martins, Astudillo: From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification, 2016.</summary>
    public static Tensor SparsemaxLoss(Tensor scores, Tensor target)
    {
        int n = scores.Shape[1];
        (Tensor sorted, _) = TopK(scores, n);
        Tensor isInSupport = 1 + ((Range(n) + 1) * sorted) > CumulativeSum(sorted, 1);
        Tensor threshold = (Sum(isInSupport * sorted, [1], keepDims: true) - 1) / Sum(isInSupport, [1], keepDims: true);
        Tensor support = scores > threshold;
        return (0.5 * Sum(support * (Square(scores) - Square(threshold)), 1)) + 0.5 - Sum(target * scores, 1);
    }
}
