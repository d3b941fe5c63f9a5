namespace DeepTrainer.Tests;

/// <summary>PyTorch's schedulers step by step, as its source has them: each rate from the one before where it does so.</summary>
internal static class PyTorchSchedules
{
    public static IEnumerable<double> Step(double lr, int stepSize, double gamma)
    {
        for (int epoch = 1; ; epoch++)
        {
            yield return lr;
            if (epoch % stepSize == 0)
                lr *= gamma;
        }
    }

    public static IEnumerable<double> Exponential(double lr, double gamma)
    {
        for (; ; lr *= gamma)
            yield return lr;
    }

    public static IEnumerable<double> Linear(double lr, double start, double end, int totalIters)
    {
        lr *= start;
        yield return lr;
        for (int epoch = 1; ; epoch++)
        {
            if (epoch <= totalIters)
                lr *= 1 + (end - start) / (totalIters * start + (epoch - 1) * (end - start));
            yield return lr;
        }
    }

    public static IEnumerable<double> Polynomial(double lr, int totalIters, double power)
    {
        for (int epoch = 1; ; epoch++)
        {
            yield return lr;
            if (epoch <= totalIters)
                lr *= Math.Pow((1.0 - (double)epoch / totalIters) / (1.0 - (epoch - 1.0) / totalIters), power);
        }
    }

    public static IEnumerable<double> Cosine(double baseLr, int tMax, double etaMin)
    {
        double lr = baseLr;
        for (int epoch = 1; ; epoch++)
        {
            yield return lr;
            lr = (epoch - 1 - tMax) % (2 * tMax) == 0
                ? lr + (baseLr - etaMin) * (1 - Math.Cos(Math.PI / tMax)) / 2
                : (1 + Math.Cos(Math.PI * epoch / tMax)) / (1 + Math.Cos(Math.PI * (epoch - 1) / tMax)) * (lr - etaMin) + etaMin;
        }
    }

    public static IEnumerable<double> WarmRestarts(double baseLr, int t0, int tMult, double etaMin)
    {
        (int tCur, int tI) = (0, t0);
        while (true)
        {
            yield return etaMin + (baseLr - etaMin) * (1 + Math.Cos(Math.PI * tCur / tI)) / 2;
            if (++tCur >= tI)
                (tCur, tI) = (tCur - tI, tI * tMult);
        }
    }

    public static IEnumerable<double> Cyclic(double baseLr, double maxLr, int up, int down, CyclicMode mode, double gamma)
    {
        double totalSize = up + down;
        double ratio = up / totalSize;
        for (int t = 0; ; t++)
        {
            double cycle = Math.Floor(1 + t / totalSize);
            double x = 1 + t / totalSize - cycle;
            double scale = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
            yield return baseLr + (maxLr - baseLr) * scale * mode switch
            {
                CyclicMode.Triangular2 => 1 / Math.Pow(2, cycle - 1),
                CyclicMode.ExpRange => Math.Pow(gamma, t),
                _ => 1,
            };
        }
    }

    public static IEnumerable<(double Rate, double Momentum)> OneCycle(
        double maxLr, int totalSteps, double pctStart, bool cos, double div, double finalDiv, bool threePhase)
    {
        double initial = maxLr / div;
        double min = initial / finalDiv;
        List<(double End, double FromLr, double ToLr, double FromMomentum, double ToMomentum)> phases = threePhase
            ? [(pctStart * totalSteps - 1, initial, maxLr, 0.95, 0.85), (2 * pctStart * totalSteps - 2, maxLr, initial, 0.85, 0.95),
                (totalSteps - 1, initial, min, 0.95, 0.95)]
            : [(pctStart * totalSteps - 1, initial, maxLr, 0.95, 0.85), (totalSteps - 1, maxLr, min, 0.85, 0.95)];
        for (int step = 0; step < totalSteps; step++)
        {
            double start = 0;
            foreach (var phase in phases)
            {
                if (step <= phase.End || phase == phases[^1])
                {
                    double pct = (step - start) / (phase.End - start);
                    yield return (Anneal(phase.FromLr, phase.ToLr, pct), Anneal(phase.FromMomentum, phase.ToMomentum, pct));
                    break;
                }
                start = phase.End;
            }
        }

        double Anneal(double from, double to, double pct) =>
            cos ? to + (from - to) / 2 * (Math.Cos(Math.PI * pct) + 1) : (to - from) * pct + from;
    }

    public static IEnumerable<double> Plateau(
        double lr, IEnumerable<double> metrics, bool min, double factor, int patience, double threshold, bool rel, int cooldown,
        double minLr, double eps)
    {
        double best = min ? double.PositiveInfinity : double.NegativeInfinity;
        int badEpochs = 0;
        int cooldownCounter = 0;
        foreach (double metric in metrics)
        {
            yield return lr;
            bool better = min
                ? metric < (rel ? best * (1 - threshold) : best - threshold)
                : metric > (rel ? best * (threshold + 1) : best + threshold);
            (best, badEpochs) = better ? (metric, 0) : (best, badEpochs + 1);
            if (cooldownCounter > 0)
                (cooldownCounter, badEpochs) = (cooldownCounter - 1, 0);
            if (badEpochs <= patience)
                continue;
            double reduced = Math.Max(lr * factor, minLr);
            if (lr - reduced > eps)
                lr = reduced;
            (cooldownCounter, badEpochs) = (cooldown, 0);
        }
    }
}
