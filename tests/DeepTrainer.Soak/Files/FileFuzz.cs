using System.Diagnostics;

namespace DeepTrainer.Soak;

/// <summary>
/// Reads files that are changed, cut, glued or built wrongly, one a case: each gives what it should or an InvalidDataException, leaves the network
/// as it was if it is refused, and takes no more memory and time than its size allows.
/// </summary>
/// <param name="network">The network to load into, of few weights.</param>
/// <param name="seed">What all cases follow from.</param>
internal sealed class FileFuzz(INetwork network, int seed)
{
    private const long MemoryAlways = 32_000_000;

    // What a packed file may always unpack to, as floats and once more while they are gathered.
    private const long MemoryPacked = 200_000_000;
    private const long MemoryPerByte = 64;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private readonly byte[] _checkpoint = Originals.Checkpoint(network);

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public static int Run<TNetwork>(string[] args)
        where TNetwork : INetwork<TNetwork>
    {
        int count = args.Length > 0 ? int.Parse(args[0]) : 1_000_000, seed = args.Length > 1 ? int.Parse(args[1]) : 1, finds = 0;
        var fuzz = new FileFuzz(TNetwork.Create(seed), seed);
        for (int i = 0; i < count; i++)
        {
            if (fuzz.Find(i) is not string find)
                continue;
            finds++;
            Console.WriteLine($"seed {seed}, case {i}: {find}");
        }
        Console.WriteLine($"{count} files: {fuzz.Accepted} accepted, {fuzz.Refused} refused, {finds} finds");
        return finds == 0 ? 0 : 1;
    }

    /// <summary>What is wrong in a case, if anything is.</summary>
    public string? Find(int index)
    {
        var random = new Random(HashCode(index));
        int kind = random.Next(9);
        byte[] file = Mutations.Apply(Original(kind, random), random);
        byte[] second = kind is 6 or 7 ? Mutations.Apply(Originals.IdxLabels(random), random) : [];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            Read(kind, file, second, random);
            Accepted++;
        }
        catch (InvalidDataException e)
        {
            Refused++;
            if (e.Message.Length > 5000)
                return $"a message of {e.Message.Length} characters";
            if (kind is 0 or 1 && !Originals.Checkpoint(network).AsSpan().SequenceEqual(_checkpoint))
                return "a refused file has changed the network";
        }
        catch (Exception e)
        {
            return $"kind {kind}: {e.GetType().Name}: {e.Message}";
        }
        finally
        {
            if (kind is 0 or 1)
                network.LoadCheckpoint(new MemoryStream(_checkpoint));
        }
        long memory = GC.GetAllocatedBytesForCurrentThread() - before, allowed = (kind is 5 or 7 or 8 ? MemoryPacked : MemoryAlways) + (MemoryPerByte * file.Length);
        return memory > allowed ? $"kind {kind}: {memory} bytes for a file of {file.Length}"
            : watch.Elapsed > MaxTime ? $"kind {kind}: {watch.Elapsed.TotalSeconds:0.0} s for a file of {file.Length} bytes"
            : null;
    }

    // The same on every run, which System.HashCode isn't.
    private int HashCode(int index) => unchecked((seed * 486187739) ^ (index * 16777619));

    private byte[] Original(int kind, Random random) => kind switch
    {
        0 or 1 => _checkpoint,
        2 => Originals.Safetensors(random),
        3 => Originals.SafetensorsHeader(random),
        4 => Originals.Csv(random),
        5 or 8 => Originals.Packed(Originals.Csv(random), random),
        6 => Originals.IdxImages(random),
        _ => Originals.Packed(Originals.IdxImages(random), random),
    };

    private void Read(int kind, byte[] file, byte[] second, Random random)
    {
        switch (kind)
        {
            case 0:
                network.LoadCheckpoint(new MemoryStream(file));
                break;
            case 1:
                network.Load(new MemoryStream(file), new LoadOptions { Strict = random.Next(2) == 0 });
                break;
            case 2 or 3:
                foreach (FileTensor tensor in TensorFile.Read(new MemoryStream(file)).Tensors.Values)
                    _ = tensor.DataType is "F32" or "F64" or "F16" or "BF16" ? tensor.ToFloats().Length : tensor.Length;
                break;
            case 6 or 7:
                Dataset.FromIdx(new MemoryStream(file), new MemoryStream(second));
                break;
            default:
                Dataset.FromCsv(new MemoryStream(file), new CsvOptions
                {
                    HasHeader = random.Next(2) == 0,
                    Targets = random.Next(2) == 0 ? TargetKind.Values : TargetKind.ClassIndices,
                });
                break;
        }
    }
}
