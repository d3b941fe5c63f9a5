using DeepTrainer;

namespace Samples;

/// <summary>Plucked strings, and the distortion pedal that they are played through.</summary>
internal static class Sound
{
    public const int SampleRate = 48_000;

    /// <summary>The length of the pieces that networks are trained on.</summary>
    public const int Window = 1024;

    /// <summary>
    /// Half a second of each note: noise that goes round in a loop as long as the string, softened each time (Karplus and Strong, 1983).
    /// </summary>
    public static float[] Pluck(int seed, params double[] frequencies)
    {
        var random = new RandomSource(seed);
        var sound = new List<float>();
        foreach (double frequency in frequencies)
        {
            float[] loop = new float[(int)(SampleRate / frequency)];
            float strength = 1 + (1.5f * random.NextSingle()), before = 0;
            for (int i = 0; i < loop.Length; i++)
                loop[i] = before += 0.3f * ((strength * ((2 * random.NextSingle()) - 1)) - before);
            for (int t = 0; t < SampleRate / 2; t++)
            {
                int here = t % loop.Length;
                sound.Add(loop[here]);
                loop[here] = 0.4985f * (loop[here] + loop[(here + 1) % loop.Length]);
            }
        }
        return [.. sound];
    }

    /// <summary>
    /// The pedal: a high-pass of 720 Hz and an amplifier, two diodes that clip, a low-pass of 4 kHz for the tone. The diodes' voltage v follows
    /// dv/dt = (u − v) / RC − 2 Is / C · sinh(v / Vt), solved with implicit Euler steps at eight times the sample rate.
    /// </summary>
    public static float[] Distort(ReadOnlySpan<float> dry)
    {
        const int Oversampling = 8;
        const double H = 1.0 / (SampleRate * Oversampling), R = 2200, C = 10e-9, Is = 2.52e-9, Vt = 0.0453, Gain = 20;
        double high = 1 - Math.Exp(-2 * Math.PI * 720 * H), tone = 1 - Math.Exp(-2 * Math.PI * 4000 * H);
        double bass = 0, v = 0, y = 0, last = 0;
        float[] wet = new float[dry.Length];
        for (int t = 0; t < dry.Length; t++)
        {
            for (int i = 1; i <= Oversampling; i++)
            {
                double x = last + ((dry[t] - last) * i / Oversampling);
                bass += high * (x - bass);
                v = Clip(v, Gain * (x - bass));
                y += tone * (v - y);
            }
            last = dry[t];
            wet[t] = (float)y;
        }
        return wet;

        // Newton's method; diodes never let a volt through, which keeps sinh in bounds.
        static double Clip(double before, double u)
        {
            double v = before;
            for (int i = 0; i < 30; i++)
            {
                double error = v - before - (H * (((u - v) / (R * C)) - (2 * Is / C * Math.Sinh(v / Vt))));
                double step = error / (1 + (H / (R * C)) + (H * 2 * Is / (C * Vt) * Math.Cosh(v / Vt)));
                v = Math.Clamp(v - step, -1, 1);
                if (Math.Abs(step) < 1e-9)
                    break;
            }
            return v;
        }
    }
}
