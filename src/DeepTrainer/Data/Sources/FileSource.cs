using System.Globalization;

namespace DeepTrainer;

/// <summary>Samples in files of numbers, which are read while training goes on.</summary>
internal class FileSource(SampleFormat format, int count, FileNumbers inputs, FileNumbers? targets) : IBatchSource
{
    public SampleFormat Format => format;

    public int Count => count;

    long? IBatchSource.Count => count;

    public IBatchReader Open(long pass) => new IndexedReader(OpenSamples(), format, count, []);

    public ISampleReader OpenSamples() => new Reader(format, inputs, targets);

    private sealed class Reader : ISampleReader
    {
        private readonly SampleFormat _format;
        private readonly NumberReader _inputs;
        private readonly NumberReader? _targets;
        private readonly string _path;
        private float[] _labels = [];

        public Reader(SampleFormat format, FileNumbers inputs, FileNumbers? targets)
        {
            (_format, _path) = (format, (targets ?? inputs).File.Path);
            _inputs = inputs.Open();
            try
            {
                _targets = targets?.Open();
            }
            catch
            {
                _inputs.Dispose();
                throw;
            }
        }

        public void Read(int index, int count, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            _inputs.Read((long)index * _format.InputSize, inputs);
            if (!_format.HasLabels)
            {
                _targets?.Read((long)index * _format.TargetSize, targets);
                return;
            }
            if (_labels.Length < labels.Length)
                _labels = new float[labels.Length];
            _targets!.Read((long)index * _format.TargetSize, _labels.AsSpan(0, labels.Length));
            for (int i = 0; i < labels.Length; i++)
                labels[i] = Label(_labels[i], index + (i / _format.TargetSize));
        }

        public void CheckUnchanged()
        {
            _inputs.CheckUnchanged();
            _targets?.CheckUnchanged();
        }

        public void Dispose()
        {
            _inputs.Dispose();
            _targets?.Dispose();
        }

        private int Label(float value, int sample) =>
            value == (int)value && ((value >= 0 && value < _format.Classes) || value == _format.IgnoredLabel) ? (int)value
                : throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"'{_path}': label {value} of sample {sample} is no class; they are 0 to {_format.Classes - 1}."));
    }
}

/// <summary>Files that can be read at any place.</summary>
internal sealed class IndexedFileSource(SampleFormat format, int count, FileNumbers inputs, FileNumbers? targets)
    : FileSource(format, count, inputs, targets), IIndexedSource;
