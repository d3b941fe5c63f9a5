using System.Text;
using Samples;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

switch (args)
{
    case ["--serve", .. string[] rest]:
        // What follows is ASP.NET Core's: --urls http://0.0.0.0:8080
        await Service.Build(rest).RunAsync();
        return 0;
    case [] or ["--picture", _]:
        return await SelfCheck.Run(args is [_, var picture] ? picture : null);
    default:
        Console.Error.WriteLine($"""
            Api: '{string.Join(' ', args)}' isn't known.
              (nothing)             starts the service, sends it thousands of requests and checks every answer
              --picture load.png    the same, and draws how long answers took
              --serve [--urls http://localhost:5000]   serves until it is stopped
            """);
        return 2;
}
