namespace DeepTrainer;

/// <summary>How <see cref="MuonAttribute"/>'s step grows with a matrix of shape [out, in].</summary>
public enum MuonAdjustment
{
    /// <summary>√max(1, out / in), as in Jordan's code.</summary>
    Original,

    /// <summary>0.2 · √max(out, in): elements as large as AdamW's steps have, so that one learning rate suits both. Liu et al., 2025.</summary>
    MatchRmsAdamW,
}
