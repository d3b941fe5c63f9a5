using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer.Runtime;

// Work that consists of many calls, and goes on between them.
public partial struct Guard
{
    /// <summary>Begins work of many calls of this thread; <see cref="EndHold"/> must follow on it, whatever happens.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">The call, for the message: <see cref="Use.Fit"/>, beside which there is none of another thread, or <see cref="Use.Evaluate"/>.</param>
    /// <exception cref="InvalidOperationException">Another thread changes weights, or has begun such work that this one must not run beside.</exception>
    public void BeginHold(string network, Use use)
    {
        Hold? holds = Volatile.Read(ref _holds);
        while (true)
        {
            if (OtherHold(holds) is { } other && (use == Use.Fit || other.Use == Use.Fit))
                ThrowHeld(network, use, other.Use);
            Hold? seen = Interlocked.CompareExchange(ref _holds, new Hold(Environment.CurrentManagedThreadId, use, holds), holds);
            if (seen == holds)
                break;
            holds = seen;
        }
        // A change that began before looks at the holds after it has begun: one of both sees the other.
        if (Volatile.Read(ref _state) != Changing)
            return;
        EndHold(use);
        ThrowRefused(network, use);
    }

    /// <summary>Ends such work of this thread.</summary>
    /// <param name="use">The call that began it.</param>
    public void EndHold(Use use)
    {
        Hold? holds = Volatile.Read(ref _holds);
        while (Interlocked.CompareExchange(ref _holds, Hold.Without(holds, Environment.CurrentManagedThreadId, use), holds) is var seen && seen != holds)
            holds = seen;
    }

    /// <summary>Checks that no other thread has begun such work, before something is set that it goes by.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">What is set, for the message.</param>
    /// <exception cref="InvalidOperationException">Another thread has.</exception>
    public readonly void CheckHolds(string network, Use use)
    {
        if (OtherHold() is { } other)
            ThrowHeld(network, use, other.Use);
    }

    private readonly Hold? OtherHold() => OtherHold(Volatile.Read(in _holds));

    // One of another thread: that of a Fit if there is one.
    private static Hold? OtherHold(Hold? holds)
    {
        Hold? other = null;
        for (Hold? hold = holds; hold is not null; hold = hold.Next)
        {
            if (hold.Thread != Environment.CurrentManagedThreadId && (other is null || hold.Use == Use.Fit))
                other = hold;
        }
        return other;
    }

    [DoesNotReturn]
    private static void ThrowHeld(string network, Use use, Use other) => throw new InvalidOperationException(
        $"{use} of '{network}' was refused: {other} is at work on another thread, from its first batch to its last. {Advice}");

    private sealed class Hold(int thread, Use use, Hold? next)
    {
        public int Thread => thread;

        public Use Use => use;

        public Hold? Next => next;

        public static Hold? Without(Hold? holds, int thread, Use use) =>
            holds is null ? null
            : holds.Thread == thread && holds.Use == use ? holds.Next
            : new Hold(holds.Thread, holds.Use, Without(holds.Next, thread, use));
    }
}
