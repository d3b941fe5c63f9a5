namespace Samples.Losses;

/// <summary>Losses of numbers and of distributions of them.</summary>
internal static class Regression
{
    /// <summary>Pinball loss at several levels: y [N, levels], one target for all. Koenker, Bassett: Regression Quantiles, 1978.</summary>
    public static Tensor Pinball(Tensor y, Tensor target, float[] levels)
    {
        Tensor error = target - y, tau = Constant(levels);
        return Maximum(tau * error, (tau - 1) * error);
    }

    /// <summary>
    /// Quantiles against samples of another distribution. Dabney, Rowland, Bellemare, Munos: Distributional Reinforcement Learning with
    /// Quantile Regression, 2017.
    /// </summary>
    public static Tensor QuantileHuber(Tensor quantiles, Tensor target, float kappa = 1)
    {
        int n = quantiles.Shape[1];
        Tensor error = target.Unsqueeze(1) - quantiles.Unsqueeze(2), size = Abs(error);
        Tensor huber = Where(size <= kappa, 0.5 * Square(error), kappa * (size - (0.5 * kappa)));
        Tensor tau = ((Range(n) + 0.5) / n).Unsqueeze(1);
        return Sum(Mean(Abs(tau - (error < 0)) * huber / kappa, 2), 1);
    }

    /// <summary>
    /// CRPS of a normal distribution, its mean and logarithm of the deviation as layers. Gneiting, Raftery, Westveld, Goldman: Calibrated
    /// Probabilistic Forecasting Using Ensemble Model Output Statistics and Minimum CRPS Estimation, 2005.
    /// </summary>
    public static Tensor Crps(Tensor mean, Tensor logDeviation, Tensor target)
    {
        Tensor deviation = Exp(logDeviation), z = (target - mean) / deviation;
        Tensor density = Exp(-0.5 * Square(z)) / Math.Sqrt(2 * Math.PI), twiceCumulative = 1 + Erf(z / Math.Sqrt(2));
        return deviation * ((z * (twiceCumulative - 1)) + (2 * density) - (1 / Math.Sqrt(Math.PI)));
    }

    /// <summary>Barron: A General and Adaptive Robust Loss Function, 2017; for other α than 0 and 2.</summary>
    public static Tensor GeneralRobust(Tensor y, Tensor target, float alpha = 1, float scale = 1)
    {
        double size = Math.Abs(alpha - 2);
        return size / alpha * (Pow((Square((y - target) / scale) / size) + 1, alpha / 2) - 1);
    }

    /// <summary>Feng, Kittler, Awais, Huber, Wu: Wing Loss for Robust Facial Landmark Localisation with Convolutional Neural Networks, 2017.</summary>
    public static Tensor Wing(Tensor y, Tensor target, float width = 10, float curvature = 2)
    {
        Tensor size = Abs(y - target);
        double offset = width - (width * Math.Log(1 + (width / curvature)));
        return Where(size < width, width * Log(1 + (size / curvature)), size - offset);
    }

    /// <summary>Seitzer, Tavakoli, Antic, Martius: On the Pitfalls of Heteroscedastic Uncertainty Estimation with Probabilistic Neural Networks, 2022.</summary>
    public static Tensor BetaNll(Tensor mean, Tensor logVariance, Tensor target, float beta = 0.5f)
    {
        Tensor likelihood = 0.5 * (logVariance + (Square(target - mean) / Exp(logVariance)));
        return StopGradient(Exp(beta * logVariance)) * likelihood;
    }

    /// <summary>Components [N, 3 K]: logits, means, logarithms of deviations; one target for all. Bishop: Mixture Density Networks, 1994.</summary>
    public static Tensor MixtureDensity(Tensor mixture, Tensor value)
    {
        Tensor[] parts = Split(mixture, 3, 1);
        Tensor z = (value - parts[1]) / Exp(parts[2]);
        return -LogSumExp(LogSoftmax(parts[0]) - (0.5 * Square(z)) - parts[2] - (0.5 * Math.Log(2 * Math.PI)), 1);
    }

    /// <summary>
    /// Boxes [N, 4]: left, top, right, bottom. Rezatofighi and others: Generalized Intersection over Union: A Metric and A Loss for
    /// Bounding Box Regression, 2019.
    /// </summary>
    public static Tensor GeneralizedIou(Tensor box, Tensor target)
    {
        Tensor low = Minimum(box, target), high = Maximum(box, target);
        Tensor intersection = Relu(low[.., 2] - high[.., 0]) * Relu(low[.., 3] - high[.., 1]);
        Tensor union = Area(box) + Area(target) - intersection, hull = (high[.., 2] - low[.., 0]) * (high[.., 3] - low[.., 1]);
        return 1 - (intersection / union) + ((hull - union) / hull);

        static Tensor Area(Tensor b) => (b[.., 2] - b[.., 0]) * (b[.., 3] - b[.., 1]);
    }

    /// <summary>One less concordance over the batch. Lin: A Concordance Correlation Coefficient to Evaluate Reproducibility, 1989.</summary>
    public static Tensor Concordance(Tensor y, Tensor target)
    {
        Tensor difference = Mean(y, 0) - Mean(target, 0);
        Tensor covariance = Mean((y - Mean(y, 0)) * (target - Mean(target, 0)), 0);
        return 1 - (2 * covariance / (Variance(y, 0) + Variance(target, 0) + Square(difference)));
    }

    /// <summary>
    /// One less structural similarity of images, by uniform windows. Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment: From Error
    /// Visibility to Structural Similarity, 2004.
    /// </summary>
    public static Tensor StructuralSimilarity(Tensor a, Tensor b, int window = 3, float c1 = 1e-4f, float c2 = 9e-4f)
    {
        Tensor meanA = Local(a), meanB = Local(b);
        Tensor varianceA = Local(Square(a)) - Square(meanA), varianceB = Local(Square(b)) - Square(meanB), covariance = Local(a * b) - (meanA * meanB);
        Tensor similarity = ((2 * meanA * meanB) + c1) * ((2 * covariance) + c2) / ((Square(meanA) + Square(meanB) + c1) * (varianceA + varianceB + c2));
        return 1 - Mean(similarity, 1, 2, 3);

        Tensor Local(Tensor x) => Mean(Windows(Windows(x, 2, window), 3, window), -1, -2);
    }

    /// <summary>Data and total variation of an image [N, C, H, W]. Rudin, Osher, Fatemi: Nonlinear Total Variation Based Noise Removal Algorithms, 1992.</summary>
    public static Tensor TotalVariation(Tensor y, Tensor noisy, float lambda = 0.5f)
    {
        Tensor down = y[.., .., 1.., ..^1] - y[.., .., ..^1, ..^1], right = y[.., .., ..^1, 1..] - y[.., .., ..^1, ..^1];
        return Sum(Sqrt(Square(down) + Square(right) + 1e-6), 1, 2, 3) + (lambda / 2 * Sum(Square(y - noisy), 1, 2, 3));
    }

    /// <summary>Expectiles. Newey, Powell: Asymmetric Least Squares Estimation and Testing, 1987.</summary>
    public static Tensor Expectile(Tensor y, Tensor target, float tau = 0.8f)
    {
        Tensor error = target - y;
        return Abs(tau - (error < 0)) * Square(error);
    }

    /// <summary>Groups [N, members] whose events are seen or not, each against those that are there at that time. Cox: Regression Models and Life-Tables, 1972.</summary>
    public static Tensor PartialLikelihood(Tensor hazards, Tensor wasSeen, Tensor time)
    {
        Tensor atRisk = time.Unsqueeze(1) >= time.Unsqueeze(2);
        Tensor logarithm = LogSumExp(Where(atRisk, hazards.Unsqueeze(1), -1e9), 2);
        return Sum((wasSeen > 0) * (logarithm - hazards), 1);
    }
}
