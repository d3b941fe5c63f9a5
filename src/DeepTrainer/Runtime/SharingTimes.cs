using System.Diagnostics;
using System.Numerics;

namespace DeepTrainer.Runtime;

/// <summary>
/// What calls take on all threads and on one, measured while a network runs, and so which of both is faster: it depends on the machine, on what else runs there, and on
/// how many samples there are. Results are the same either way.
/// </summary>
internal sealed class SharingTimes
{
    // Kinds of work (a few methods) times sizes of batches (two in each power of two).
    private const int Slots = 64;

    private readonly Entry[] _entries = new Entry[Slots];

    /// <summary>What is known of work on so many samples; of more kinds of calls than there is room for, another one is forgotten.</summary>
    /// <param name="work">What is called.</param>
    /// <param name="samples">How many samples; at least 1.</param>
    public ref Entry Of(nint work, long samples)
    {
        int power = BitOperations.Log2((ulong)samples), size = (power * 2) + (power > 0 ? (int)((samples >> (power - 1)) & 1) : 0);
        int first = (int)(((uint)work.GetHashCode() * 2654435769u) >> 26) ^ (size & (Slots - 1));
        for (int i = 0; i < Slots; i++)
        {
            ref Entry entry = ref _entries[(first + i) & (Slots - 1)];
            if (entry.Work == work && entry.Size == size)
                return ref entry;
            if (entry.Work == 0 || i == Slots - 1)
            {
                entry = new Entry(work, size);
                return ref entry;
            }
        }
        throw new UnreachableException();
    }

    /// <summary>What is known of one kind of calls. They come in rows: some tries of either way, then very many of the faster one, and so on.</summary>
    internal struct Entry(nint work, int size)
    {
        // Of a row of tries the fastest counts, since threads may have to be woken and methods compiled; long calls need fewer.
        private const int Tries = 4, LongTries = 2;
        private const double LongSeconds = 0.05;

        // Calls between two rows of tries, so that those take about half a percent of the time; of those calls one in so many is measured.
        private const int LeastCalls = 500, MostCalls = 10_000_000, TimesTries = 200 * Tries, MeasuredOf = 16;

        // A new time counts so much in the average, and is at most so many times the average.
        private const double Newest = 1.0 / 8, MostTimes = 2;

        private const double Unknown = double.PositiveInfinity, LeastSeconds = 1e-9;

        private double _alone = Unknown, _shared = Unknown, _best = Unknown;
        private int _left = Tries;
        private bool _isTry = true;

        /// <summary>What is called; 0 for an entry without calls.</summary>
        public nint Work { get; } = work;

        /// <summary>About how many samples.</summary>
        public int Size { get; } = size;

        /// <summary>Whether threads share the next call.</summary>
        public bool IsShared { get; private set; } = true;

        /// <summary>Whether the next call is to be measured.</summary>
        public readonly bool IsMeasured => _isTry || _left % MeasuredOf == 0;

        /// <summary>Counts a call that wasn't measured.</summary>
        public void Count() => _left--;

        /// <summary>Notes what a call took.</summary>
        /// <param name="seconds">Its time.</param>
        /// <param name="samples">Its samples.</param>
        public void Note(double seconds, long samples)
        {
            double each = Math.Max(seconds, LeastSeconds) / samples;
            ref double known = ref IsShared ? ref _shared : ref _alone;
            _left--;
            if (_isTry)
            {
                _best = Math.Min(_best, each);
                if (_left > 0 && (seconds < LongSeconds || _left > Tries - LongTries))
                    return;
                known = _best;
            }
            else
            {
                known += (Math.Min(each, MostTimes * known) - known) * Newest;
                if (_left > 0 && IsShared == _shared < _alone)
                    return;
                // What has become slow is tried again, and both when it is time.
                known = Unknown;
                if (_left <= 0)
                    _alone = _shared = Unknown;
            }
            Next();
        }

        private void Next()
        {
            _best = Unknown;
            _isTry = double.IsPositiveInfinity(_shared) || double.IsPositiveInfinity(_alone);
            IsShared = _isTry ? double.IsPositiveInfinity(_shared) : _shared < _alone;
            double slower = Math.Max(_shared, _alone) / Math.Min(_shared, _alone);
            _left = _isTry ? Tries : (int)Math.Clamp(TimesTries * (slower - 1), LeastCalls, MostCalls);
        }
    }
}
