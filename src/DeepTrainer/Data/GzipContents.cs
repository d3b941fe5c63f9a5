using System.IO.Compression;
using System.Text;

namespace DeepTrainer;

/// <summary>
/// What a gzip file of one or several members unpacks to. Reading fails if the file is damaged, cut off, or unpacks to more than its
/// size allows.
/// </summary>
internal sealed class GzipContents : ForwardStream
{
    // Small files may unpack to this much at any ratio.
    private const long AlwaysAllowed = 16 << 20;

    // GZipStream takes a file that was cut off for one that ends there. One more member, put behind the file, shows the difference: its
    // contents come out only if what stands before it is complete.
    private static readonly byte[] EndMark = Encoding.ASCII.GetBytes("the end.the end.the end.");
    private static readonly byte[] EndMember = Packed(EndMark);

    private readonly SurroundedStream _packed;
    private readonly GZipStream _unpacked;
    private readonly string _source;
    private readonly ReadLimits _limits;

    // The last bytes that came out, which are the mark if nothing follows.
    private readonly byte[] _held = new byte[EndMark.Length + BufferBytes];
    private const int BufferBytes = 1 << 16;
    private int _heldStart;
    private int _heldEnd;
    private long _count;
    private bool _ended;

    public GzipContents(ReadOnlyMemory<byte> start, Stream rest, string source, ReadLimits limits)
    {
        _packed = new SurroundedStream(start, rest, EndMember);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
        _source = source;
        _limits = limits;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (_heldEnd - _heldStart <= EndMark.Length && !_ended)
            Fill();
        int count = Math.Min(buffer.Length, _heldEnd - _heldStart - EndMark.Length);
        _held.AsSpan(_heldStart, count).CopyTo(buffer);
        _heldStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Packed(byte[] contents)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
            gzip.Write(contents);
        return memory.ToArray();
    }

    private void Fill()
    {
        _held.AsSpan(_heldStart, _heldEnd - _heldStart).CopyTo(_held);
        (_heldStart, _heldEnd) = (0, _heldEnd - _heldStart);
        int count = Unpack(_held.AsSpan(_heldEnd));
        _heldEnd += count;
        _count += count;
        if (_count > AlwaysAllowed && _count > _limits.MaxExpansion * Math.Max(_packed.Count, 1))
            throw new InvalidDataException(
                $"'{_source}' unpacks to more than {_limits.MaxExpansion} times its size; if it comes from where you trust it, raise ReadLimits.MaxExpansion.");
        if (count > 0)
            return;
        _ended = true;
        if (!_held.AsSpan(0, _heldEnd).EndsWith(EndMark))
            throw Damaged("it was cut off, or something that is not gzip follows,", null);
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _unpacked.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged("what is packed doesn't unpack, or is not what its checksum was made of,", e);
        }
    }

    private InvalidDataException Damaged(string what, Exception? cause) => new(
        $"'{_source}' is a damaged gzip file: {what} after {_count} bytes of contents. Copy or download it again.", cause);
}
