using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Samples;

/// <summary>The service: POST /classify and GET /health. Every fault is answered as ProblemDetails (RFC 9457).</summary>
internal static class Service
{
    /// <summary>64 numbers take less than a kilobyte; this leaves room for digits and spaces.</summary>
    public const int MaxBody = 16 * 1024;

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck("network", Health);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapGet("/", () => TypedResults.Text($"POST /classify {{\"pixels\": [{Digits.InputSize} numbers from 0 to 16]}} tells the digit.\nGET /health tells whether it can.\n"));
        app.MapPost("/classify", Classify);
        app.MapHealthChecks("/health");
        return app;
    }

    private static async Task<Results<Ok<Classification>, ProblemHttpResult>> Classify(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            return Problem(StatusCodes.Status415UnsupportedMediaType, $"The body is '{request.ContentType}'; send it as application/json.");
        Image? image;
        try
        {
            image = await request.ReadFromJsonAsync(Json.Default.Image, cancellation);
        }
        catch (JsonException e)
        {
            return Problem(StatusCodes.Status400BadRequest, $"The body isn't {{\"pixels\": [{Digits.InputSize} numbers]}}: {e.Message}");
        }
        // A charset that nobody knows.
        catch (InvalidOperationException e)
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, $"The body is '{request.ContentType}'; send it as application/json in UTF-8: {e.Message}");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problem(e.StatusCode, $"The body is longer than {MaxBody} bytes; {Digits.InputSize} numbers are shorter.");
        }
        if (image is null)
            return Problem(StatusCodes.Status400BadRequest, $"The body is null; send {{\"pixels\": [{Digits.InputSize} numbers]}}.");
        return image.Fault() is { } fault ? Problem(StatusCodes.Status400BadRequest, fault) : TypedResults.Ok(Classification.Of(image.Pixels));
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    // Weights that can't be read, or a prediction that is no number, throw; the health check answers 503 then.
    private static HealthCheckResult Health()
    {
        Span<float> blank = stackalloc float[Digits.InputSize];
        return HealthCheckResult.Healthy($"A blank image is taken for {Classification.Of(blank).Label}.");
    }
}
