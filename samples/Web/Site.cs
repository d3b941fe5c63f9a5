using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Samples;

/// <summary>Serves the published page, as any server of static files does.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Site(WebApplication server) => _server = server;

    /// <summary>Where the build has published the page to.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "page", "wwwroot");

    public string Address => _server.Urls.Single();

    public static async Task<Site> Start(string address)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        WebApplication server = builder.Build();
        server.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Folder) });
        await server.StartAsync();
        return new Site(server);
    }

    public Task WaitForEnd() => _server.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }
}
