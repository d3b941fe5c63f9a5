using System.Runtime.ExceptionServices;

namespace DeepTrainer;

/// <summary>A source of which a thread reads some batches ahead.</summary>
internal sealed class PrefetchedSource(IBatchSource source, int batches) : IChainedSource
{
    public SampleFormat Format => source.Format;

    public IBatchSource Below => source;

    public bool IsRandom => false;

    public long? Count => source.Count;

    public IBatchReader Open(long pass) => new Reader(source.Open(pass), source.Format, batches);

    private sealed class Reader(IBatchReader source, SampleFormat format, int batches) : IBatchReader
    {
        private readonly object _gate = new();
        private readonly SampleMemory[] _ring = new SampleMemory[batches];
        private Thread? _thread;
        private int _first, _filled, _taken;
        private bool _hasEnded, _isStopping;
        private ExceptionDispatchInfo? _error;

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            if (_thread is null)
                Start(samples);
            lock (_gate)
            {
                while (_filled == 0 && !_hasEnded && !_isStopping)
                    Monitor.Wait(_gate);
                ObjectDisposedException.ThrowIf(_isStopping, this);
                if (_filled == 0)
                {
                    _error?.Throw();
                    return 0;
                }
            }
            SampleMemory batch = _ring[_first];
            int read = Math.Min(samples, batch.Count - _taken);
            batch.All.Slice(_taken, read).CopyTo(inputs, labels, targets);
            _taken += read;
            if (_taken == batch.Count)
                Release();
            return read;
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isStopping = true;
                Monitor.PulseAll(_gate);
            }
            _thread?.Join();
            source.Dispose();
        }

        // Batches are as large as the first that is asked for.
        private void Start(int samples)
        {
            for (int i = 0; i < _ring.Length; i++)
                _ring[i] = new(format, samples);
            _thread = new Thread(Run) { IsBackground = true, Name = "DeepTrainer.Prefetch" };
            _thread.Start();
        }

        private void Release()
        {
            lock (_gate)
            {
                _first = (_first + 1) % _ring.Length;
                _filled--;
                _taken = 0;
                Monitor.PulseAll(_gate);
            }
        }

        private void Run()
        {
            while (true)
            {
                SampleMemory batch;
                lock (_gate)
                {
                    while (_filled == _ring.Length && !_isStopping)
                        Monitor.Wait(_gate);
                    if (_isStopping)
                        return;
                    batch = _ring[(_first + _filled) % _ring.Length];
                }
                bool isFull = Fill(batch);
                lock (_gate)
                {
                    _hasEnded = !isFull;
                    _filled += isFull ? 1 : 0;
                    Monitor.PulseAll(_gate);
                    if (_hasEnded)
                        return;
                }
            }
        }

        private bool Fill(SampleMemory batch)
        {
            try
            {
                return batch.Fill(source);
            }
            catch (Exception e)
            {
                // Thrown where it is waited for.
                _error = ExceptionDispatchInfo.Capture(e);
                return false;
            }
        }
    }
}
