using System.Globalization;
using System.Text;

namespace DeepTrainer.Mpi;

/// <summary>
/// The processes that <c>mpirun -n 4 dotnet run …</c> has started, for <see cref="Trainer{TNetwork}.Group"/>. One is made when the program begins, and disposed of when it ends.
/// </summary>
/// <remarks>Started without mpirun, it is a group of one. All calls must come from one thread at a time.</remarks>
/// <example>
/// <code>
/// using MpiGroup mpi = MpiGroup.Start();
/// Trainer&lt;Digits&gt; trainer = new(new Digits(seed: 1)) { Group = mpi };
/// trainer.Fit(train, validation, batchSize: 256, callbacks: [new TextProgress(Console.Out), new Checkpoint("run")]);
/// </code>
/// </example>
public sealed unsafe class MpiGroup : IProcessGroup, IDisposable
{
    // How many processes mpirun says that it started, by its kind.
    private static readonly string[] SizeVariables = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"];

    // Both sends and takes the result: MPICH's and MS-MPI's MPI_IN_PLACE.
    private const nint InPlace = -1;

    // What mpirun hasn't read of a process's output when it ends all is lost. It reads at once, but may have to wait for its turn on a busy machine.
    private static readonly TimeSpan ToBeRead = TimeSpan.FromSeconds(2);

    private readonly MPI.Environment? _environment;

    private MpiGroup(MPI.Environment? environment)
    {
        _environment = environment;
        // Errors come as exceptions that say which call failed, instead of ending the process without a word of .NET's.
        Check(MPI.Unsafe.MPI_Errhandler_set(MPI.Unsafe.MPI_COMM_WORLD, MPI.Unsafe.MPI_ERRORS_RETURN), "MPI_Errhandler_set");
        int rank = 0, size = 0;
        Check(MPI.Unsafe.MPI_Comm_rank(MPI.Unsafe.MPI_COMM_WORLD, out rank), "MPI_Comm_rank");
        Check(MPI.Unsafe.MPI_Comm_size(MPI.Unsafe.MPI_COMM_WORLD, out size), "MPI_Comm_size");
        (Rank, Size) = (rank, size);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>Whether this is the process that writes files and speaks for all: rank 0.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>Starts MPI, or takes part in it if the program has started it by MPI.NET.</summary>
    /// <exception cref="DllNotFoundException">There is no MPI on this machine.</exception>
    /// <exception cref="InvalidOperationException">MPI has ended in this process, or the mpirun that started it belongs to another MPI.</exception>
    public static MpiGroup Start()
    {
        MpiLibrary.Prepare();
        if (MPI.Environment.Finalized)
            throw new InvalidOperationException("MPI has been ended in this process, and can't begin again: make one MpiGroup for the whole program.");
        string[] arguments = [];
        MpiGroup group = new(MPI.Environment.Initialized ? null : new MPI.Environment(ref arguments, MPI.Threading.Serialized));
        foreach (string variable in SizeVariables)
        {
            if (group.Size == 1 && int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int started) && started > 1)
            {
                group.Dispose();
                throw new InvalidOperationException(
                    $"mpirun started {started} processes ({variable}), and each of them believes to be alone: that mpirun is of another MPI than the "
                        + "library. Start with MPICH's: mpirun.mpich or mpiexec.hydra.");
            }
        }
        return group;
    }

    /// <inheritdoc/>
    public void AllReduce(Span<float> values)
    {
        fixed (float* first = values)
            Check(MPI.Unsafe.MPI_Allreduce(InPlace, (nint)first, values.Length, MPI.Unsafe.MPI_FLOAT, MPI.Unsafe.MPI_SUM, MPI.Unsafe.MPI_COMM_WORLD), "MPI_Allreduce");
    }

    /// <inheritdoc/>
    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        if (all.Length != (long)own.Length * Size)
            throw new ArgumentException($"{own.Length} bytes of {Size} processes need room for {(long)own.Length * Size}, not {all.Length}.", nameof(all));
        fixed (byte* from = own)
        {
            fixed (byte* to = all)
                Check(MPI.Unsafe.MPI_Allgather((nint)from, own.Length, MPI.Unsafe.MPI_BYTE, (nint)to, own.Length, MPI.Unsafe.MPI_BYTE, MPI.Unsafe.MPI_COMM_WORLD), "MPI_Allgather");
        }
    }

    /// <summary>Ends all processes, with the message among what this one writes as an error; it doesn't return.</summary>
    /// <param name="message">What happened.</param>
    public void Abort(string message)
    {
        Console.Error.WriteLine(message);
        Console.Error.Flush();
        Thread.Sleep(ToBeRead);
        _ = MPI.Unsafe.MPI_Abort(MPI.Unsafe.MPI_COMM_WORLD, 1);
    }

    /// <summary>Ends MPI, when all processes have come here.</summary>
    public void Dispose() => _environment?.Dispose();

    private static void Check(int result, string call)
    {
        if (result == MPI.Unsafe.MPI_SUCCESS)
            return;
        byte[] text = new byte[MPI.Unsafe.MPI_MAX_ERROR_STRING];
        int length = 0;
        _ = MPI.Unsafe.MPI_Error_string(result, text, ref length);
        throw new IOException($"{call} failed: {Encoding.UTF8.GetString(text, 0, length)}");
    }
}
