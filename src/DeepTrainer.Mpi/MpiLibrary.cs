using System.Reflection;
using System.Runtime.InteropServices;

namespace DeepTrainer.Mpi;

/// <summary>Finds the system's MPI under the name by which MPI.NET asks for it, which is that of Windows.</summary>
internal static class MpiLibrary
{
    private const string Asked = "msmpi.dll";

    // What is compatible with MPICH's binary interface, as MPI.NET's numbers are: MPICH itself, MVAPICH, Intel MPI. Open MPI is not.
    private static readonly string[] Names = ["libmpich.so.12", "libmpi.so.12", "libmpich.so", "libmpi.12.dylib", "libmpich.12.dylib"];

    private static readonly Lazy<bool> Resolver = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(MPI.Unsafe).Assembly, Resolve);
        return true;
    });

    /// <summary>Sees to it that the library is found.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static void Prepare()
    {
        _ = Resolver.Value;
        if (Resolve(Asked, typeof(MPI.Unsafe).Assembly, null) == 0)
            throw new DllNotFoundException(
                $"No MPI was found ({(OperatingSystem.IsWindows() ? Asked : string.Join(", ", Names))}): install MPICH (apt-get install mpich, brew "
                    + "install mpich), Intel MPI or, on Windows, MS-MPI. "
                + "Open MPI has another binary interface.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Asked)
            return 0;
        foreach (string candidate in OperatingSystem.IsWindows() ? [Asked] : Names)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out nint library))
                return library;
        }
        return 0;
    }
}
