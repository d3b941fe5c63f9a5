/// <summary>What goes into the amplifier, and what should come out. Put recordings of your own here.</summary>
internal static class Sound
{
    public const int SampleRate = 48_000, Window = 256;

    /// <summary>Some notes, each fading away.</summary>
    public static float[] Notes(params double[] frequencies)
    {
        float[] sound = new float[frequencies.Length * SampleRate / 8];
        for (int i = 0; i < sound.Length; i++)
        {
            double time = i % (SampleRate / 8) / (double)SampleRate, phase = 2 * Math.PI * frequencies[i / (SampleRate / 8)] * time;
            sound[i] = (float)(Math.Exp(-8 * time) * (Math.Sin(phase) + (0.4 * Math.Sin(2 * phase)) + (0.2 * Math.Sin(3 * phase))));
        }
        return sound;
    }

    /// <summary>A tube that clips softly, more on one side than on the other, behind a filter that takes the highest tones away.</summary>
    public static float[] Amplified(float[] dry)
    {
        float[] wet = new float[dry.Length];
        float smooth = 0;
        for (int i = 0; i < dry.Length; i++)
        {
            smooth += 0.4f * ((3 * dry[i]) + 0.3f - smooth);
            wet[i] = MathF.Tanh(smooth) - MathF.Tanh(0.3f);
        }
        return wet;
    }
}
