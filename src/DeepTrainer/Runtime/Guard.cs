using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// Which calls are at work on a network, so that one that must not run beside another is refused. One at a time may change weights, and
/// nothing else may run meanwhile. There are four kinds of calls:
/// <list type="bullet">
/// <item>Changes (TrainBatch, Load) run alone: they are refused while a change or a reading is at work.</item>
/// <item>Readings (Evaluate, Save) run beside each other, and are counted.</item>
/// <item>Holds (Fit, and Evaluate over a dataset) are made of calls of their thread, and last from the first to the last of them: meanwhile changes
/// of other threads are refused, and what is set of the network.</item>
/// <item>Glances (Predict, PredictBatch, Step) are so short that counting them would cost as much as the smallest of them. They are refused
/// during a change; a change does not see them, but they see that it came, and throw at their end.</item>
/// </list>
/// </summary>
/// <remarks>
/// A glance costs two reads of a number that nobody writes while all is well. It is mutable: a field that is not read-only holds it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public partial struct Guard
{
    private const int Changing = -1;

    // The sum of the units of all readings, or Changing.
    private int _state;

    // Odd during a change. What a glance read was the same all the time if this number was.
    private int _version;

    private Use _lastChange;

    // Work of many calls, the last begun first; none mostly.
    private Hold? _holds;

    /// <summary>Begins a glance.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">The call, for the message.</param>
    /// <returns>What <see cref="EndGlance"/> takes.</returns>
    /// <exception cref="InvalidOperationException">A change is at work.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int BeginGlance(string network, Use use)
    {
        int version = Volatile.Read(in _version);
        if ((version & 1) != 0)
            ThrowRefused(network, use);
        return version;
    }

    /// <summary>Ends a glance: call it when all has been read, and before anything but the call's outputs is written.</summary>
    /// <param name="version">What <see cref="BeginGlance"/> gave.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">The call, for the message.</param>
    /// <exception cref="InvalidOperationException">A change came meanwhile: the results are of weights of which some were old and some new.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void EndGlance(int version, string network, Use use)
    {
        Volatile.ReadBarrier();
        if (_version != version)
            ThrowDisturbed(network, use);
    }

    /// <summary>Begins a reading; <see cref="EndReading"/> must follow, whatever happens.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">The call, for the message.</param>
    /// <exception cref="InvalidOperationException">A change is at work.</exception>
    public void BeginReading(string network, Use use)
    {
        int state = Volatile.Read(ref _state), unit = UnitOf(use);
        while (true)
        {
            if (state == Changing)
                ThrowRefused(network, use);
            int seen = Interlocked.CompareExchange(ref _state, state + unit, state);
            if (seen == state)
                break;
            state = seen;
        }
    }

    /// <summary>Ends a reading.</summary>
    /// <param name="use">The call that began it.</param>
    public void EndReading(Use use) => Interlocked.Add(ref _state, -UnitOf(use));

    /// <summary>Begins a change; <see cref="EndChange"/> must follow, whatever happens.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="use">The call, for the message.</param>
    /// <exception cref="InvalidOperationException">A change or a reading is at work.</exception>
    public void BeginChange(string network, Use use)
    {
        CheckHolds(network, use);
        int state = Interlocked.CompareExchange(ref _state, Changing, 0);
        if (state != 0)
            ThrowRefused(network, use, state);
        if (OtherHold() is not null)
        {
            Volatile.Write(ref _state, 0);
            CheckHolds(network, use);
        }
        _lastChange = use;
        _version++;
        // Whoever sees a changed weight sees this, too.
        Volatile.WriteBarrier();
    }

    /// <summary>Ends a change.</summary>
    public void EndChange()
    {
        Volatile.Write(ref _version, _version + 1);
        Volatile.Write(ref _state, 0);
    }

    // Each kind of reading is counted for itself, so that a message can tell which is at work.
    private static int UnitOf(Use use) => use is Use.Save or Use.SaveCheckpoint ? 1 << 20 : use is Use.Gradients ? 1 << 10 : 1;

    private static Use ReadingOf(int state) => state >= UnitOf(Use.Save) ? Use.Save : state >= UnitOf(Use.Gradients) ? Use.Gradients : Use.Evaluate;

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowRefused(string network, Use use, int state = Changing) => throw new InvalidOperationException(state == Changing
        ? $"{use} of '{network}' was refused: {_lastChange} is at work on another thread, and nothing may run beside a call that changes weights. {Advice}"
        : $"{use} of '{network}' was refused: it would change weights while {ReadingOf(state)} is at work on another thread. {Advice}");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowDisturbed(string network, Use use) => throw new InvalidOperationException(
        $"{use} of '{network}' was disturbed: {_lastChange} changed weights on another thread meanwhile, so that the results are worthless. {Advice}");

    private static string Advice => "Let one wait for the other, or give each thread a network of its own.";
}
