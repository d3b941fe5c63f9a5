namespace DeepTrainer;

/// <summary>The rows of a file as samples, read anew in each pass.</summary>
internal sealed class TableSource : IBatchSource
{
    private readonly TableSchema _schema;
    private readonly SourceFile _file;
    private readonly ReadLimits _limits;

    public TableSource(TableSchema schema, string path, long? count, ReadLimits limits)
    {
        (_schema, _file, _limits, Count) = (schema, new(path), limits, count);
        // Told here, not when training begins.
        Open(0).Dispose();
    }

    public SampleFormat Format => _schema.Format;

    public long? Count { get; }

    public IBatchReader Open(long pass) => new Reader(_schema, _file, _file.Open(), _limits);

    private sealed class Reader : IBatchReader
    {
        private readonly SourceFile _file;
        private readonly FileStream _stream;
        private readonly TableRows _rows;
        private readonly RowEncoder _encoder;
        private readonly int _inputs, _labels, _targets;

        public Reader(TableSchema schema, SourceFile file, FileStream stream, ReadLimits limits)
        {
            (_file, _stream) = (file, stream);
            _rows = CsvRows.Open(stream, isOwned: true, schema.Notation, limits, file.Path);
            _inputs = schema.Format.InputSize;
            (_labels, _targets) = schema.Format.HasLabels ? (1, 0) : (0, schema.TargetColumns.Length);
            try
            {
                _encoder = new(schema, _rows);
            }
            catch
            {
                _rows.Dispose();
                throw;
            }
        }

        public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
        {
            int read = 0;
            while (read < samples && _encoder.Next(inputs[(read * _inputs)..], labels[(read * _labels)..], targets[(read * _targets)..]))
                read++;
            if (read < samples)
                _file.CheckUnchanged(_stream);
            return read;
        }

        public void Dispose() => _rows.Dispose();
    }
}
