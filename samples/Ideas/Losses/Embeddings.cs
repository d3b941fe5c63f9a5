namespace Samples.Losses;

/// <summary>Losses of embeddings: [N, D] of the same samples seen twice, of anchors and others, or of classes.</summary>
internal static class Embeddings
{
    /// <summary>A layer before <see cref="Classification.ArcFace"/>: the cosines to a direction for each class.</summary>
    public static Tensor Cosines(Tensor x, int classes)
    {
        Tensor directions = Weight("directions", [classes, x.Shape[0]], Init.GlorotUniform);
        return Linear(x / Norm(x), directions / Norm(directions, [1], keepDims: true));
    }

    /// <summary>A layer before <see cref="CenterLoss"/> and <see cref="ProxyNca"/>: a trained place for each class, the same for all samples.</summary>
    public static Tensor Places(Tensor x, int classes) => Weight("places", [classes, x.Shape[0]], Init.Normal, 1);

    /// <summary>Zbontar, Jing, Misra, LeCun, Deny: Barlow Twins: Self-Supervised Learning via Redundancy Reduction, 2021.</summary>
    public static Tensor BarlowTwins(Tensor a, Tensor b, float lambda = 5e-3f)
    {
        Tensor correlation = Contract("ni,nj->ij", Standardized(a), Standardized(b)) / BatchSize, identity = Identity(a.Shape[1]);
        return Sum(identity * Square(1 - correlation)) + (lambda * Sum((1 - identity) * Square(correlation)));

        static Tensor Standardized(Tensor z) => (z - Mean(z, 0)) / StandardDeviation(z, 0);
    }

    /// <summary>Bardes, Ponce, LeCun: VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised Learning, 2021.</summary>
    public static Tensor VicReg(Tensor a, Tensor b, float invariance = 25, float variance = 25, float covariance = 1)
    {
        int size = a.Shape[1];
        return (invariance * Mean(Square(a - b))) + (variance * (Spread(a) + Spread(b))) + (covariance * (Covariance(a) + Covariance(b)));

        static Tensor Spread(Tensor z) => Mean(Maximum(1 - Sqrt(Variance(z, [0], keepDims: false, correction: 1) + 1e-4), 0));

        Tensor Covariance(Tensor z)
        {
            Tensor centered = z - Mean(z, 0), matrix = Contract("ni,nj->ij", centered, centered) / (BatchSize - 1);
            return Sum((1 - Identity(size)) * Square(matrix)) / size;
        }
    }

    /// <summary>Triplets. Schroff, Kalenichenko, Philbin: FaceNet: A Unified Embedding for Face Recognition and Clustering, 2015.</summary>
    public static Tensor TripletLoss(Tensor anchor, Tensor positive, Tensor negative, float margin = 0.2f) =>
        Relu(Sum(Square(anchor - positive), 1) - Sum(Square(anchor - negative), 1) + margin);

    /// <summary>Pairs [N, 1] that are alike (0) or not (1). Hadsell, Chopra, LeCun: Dimensionality Reduction by Learning an Invariant Mapping, 2006.</summary>
    public static Tensor ContrastivePairs(Tensor a, Tensor b, Tensor differs, float margin = 1)
    {
        Tensor distance = Norm(a - b, [1], keepDims: true);
        return ((1 - differs) * 0.5 * Square(distance)) + (differs * 0.5 * Square(Maximum(margin - distance, 0)));
    }

    /// <summary>Wen, Zhang, Li, Qiao: A Discriminative Feature Learning Approach for Deep Face Recognition, 2016; centers follow the gradient.</summary>
    public static Tensor CenterLoss(Tensor scores, Tensor features, Tensor places, Tensor target, float lambda = 0.1f)
    {
        Tensor center = Contract("nc,ncd->nd", target, places);
        return -Sum(target * LogSoftmax(scores), 1) + (lambda / 2 * Sum(Square(features - center), 1));
    }

    /// <summary>Movshovitz-Attias, Toshev, Leung, Ioffe, Singh: No Fuss Distance Metric Learning using Proxies, 2017.</summary>
    public static Tensor ProxyNca(Tensor scores, Tensor features, Tensor places, Tensor target)
    {
        Tensor own = features / Norm(features, [1], keepDims: true), proxies = places / Norm(places, [2], keepDims: true);
        Tensor distances = Sum(Square(own.Unsqueeze(1) - proxies), 2);
        return Sum(target * distances, 1) + LogSumExp(Where(target, -1e9, -distances), 1) + (0 * Sum(scores, 1));
    }

    /// <summary>Predictions against projections that stand still. Chen, He: Exploring Simple Siamese Representation Learning, 2020.</summary>
    public static Tensor SimSiam(Tensor prediction1, Tensor projection1, Tensor prediction2, Tensor projection2)
    {
        return 0.5 * (Distance(prediction1, projection2) + Distance(prediction2, projection1));

        static Tensor Distance(Tensor p, Tensor z) => -Sum(Unit(p) * Unit(StopGradient(z)), 1);

        static Tensor Unit(Tensor x) => x / Norm(x, [1], keepDims: true);
    }

    /// <summary>Covariances of two domains. Sun, Saenko: Deep CORAL: Correlation Alignment for Deep Domain Adaptation, 2016.</summary>
    public static Tensor DeepCoral(Tensor source, Tensor other)
    {
        int size = source.Shape[1];
        return Sum(Square(Covariance(source) - Covariance(other))) / (4 * size * size);

        static Tensor Covariance(Tensor x)
        {
            Tensor centered = x - Mean(x, 0);
            return Contract("ni,nj->ij", centered, centered) / (BatchSize - 1);
        }
    }

    /// <summary>Gram matrices of features [N, C, H, W]. Gatys, Ecker, Bethge: A Neural Algorithm of Artistic Style, 2015.</summary>
    public static Tensor StyleLoss(Tensor generated, Tensor style)
    {
        int channels = generated.Shape[1], places = generated.Shape[2] * generated.Shape[3];
        return Sum(Square(Gram(generated) - Gram(style)), 1, 2) / (4.0 * channels * channels * places * places);

        static Tensor Gram(Tensor x) => Contract("nchw,ndhw->ncd", x, x);
    }

    /// <summary>Wang, Isola: Understanding Contrastive Representation Learning through Alignment and Uniformity on the Hypersphere, 2020; its alignment.</summary>
    public static Tensor Alignment(Tensor a, Tensor b, float alpha = 2) => Pow(Norm(a - b, 1), alpha);
}
