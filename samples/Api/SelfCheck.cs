using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeepTrainer;
using Microsoft.AspNetCore.Mvc;

namespace Samples;

/// <summary>Starts the service on a free port and is its clients.</summary>
internal static class SelfCheck
{
    private const int Clients = 8, RequestsEach = 1000;

    public static async Task<int> Run(string? picture)
    {
        await using WebApplication service = Service.Build(["--urls", "http://127.0.0.1:0"], builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        await service.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(service.Urls.Single()) };

        using HttpResponseMessage health = await client.GetAsync("/health");
        string state = await health.Content.ReadAsStringAsync();
        Console.WriteLine($"GET /health: {(int)health.StatusCode} {state}\n");

        int unclear = await Faults(client);
        (int wrong, double right, double rate, double[] times) = await Load(client);
        await service.StopAsync();

        double median = times[times.Length / 2], slow = times[times.Length * 99 / 100];
        Console.WriteLine($"\n{Clients} clients, {times.Length} requests: {rate:F0}/s, p50 {median:F2} ms, p99 {slow:F2} ms, {wrong} wrong; "
            + $"{right:P1} of the digits were recognised");
        if (picture is not null)
            LatencyChart.Draw(times, picture);

        bool isSane = state == "Healthy" && unclear == 0 && wrong == 0 && right > 0.95;
        (isSane ? Console.Out : Console.Error).WriteLine(
            $"Api: {times.Length} answers to {Clients} clients at once, {wrong} wrong, {unclear} faults not told — {(isSane ? "OK" : "FAILED")}");
        return isSane ? 0 : 1;
    }

    /// <summary>Sends the images of the hold-out from all clients at once. Every answer must be the direct prediction, to the last bit.</summary>
    private static async Task<(int Wrong, double Right, double Rate, double[] Times)> Load(HttpClient client)
    {
        Dataset images = DigitImages.LoadGrey().HoldOut;
        Classification[] expected = [.. Enumerable.Range(0, images.Count).Select(i => Classification.Of(images.Input(i)))];
        byte[][] bodies = [.. Enumerable.Range(0, images.Count).Select(i => JsonSerializer.SerializeToUtf8Bytes(new Image(images.Input(i).ToArray()), Json.Default.Image))];
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(c => Client(c, 50, new double[50]))); // the first answers wait for the JIT

        double[] times = new double[Clients * RequestsEach];
        long begin = Stopwatch.GetTimestamp();
        int[] wrong = await Task.WhenAll(Enumerable.Range(0, Clients).Select(c => Client(c, RequestsEach, times.AsMemory(c * RequestsEach, RequestsEach))));
        double rate = times.Length / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Array.Sort(times);
        double right = Enumerable.Range(0, images.Count).Average(i => expected[i].Best[0].Index == images.Label(i) ? 1.0 : 0);
        return (wrong.Sum(), right, rate, times);

        async Task<int> Client(int number, int requests, Memory<double> milliseconds)
        {
            int wrongAnswers = 0;
            for (int i = 0; i < requests; i++)
            {
                int image = ((i * Clients) + number) % images.Count;
                using var body = new ByteArrayContent(bodies[image]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                long sent = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await client.PostAsync("/classify", body);
                byte[] answer = await response.Content.ReadAsByteArrayAsync();
                milliseconds.Span[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                if (!response.IsSuccessStatusCode || !IsSame(JsonSerializer.Deserialize(answer, Json.Default.Classification), expected[image]))
                    wrongAnswers++;
            }
            return wrongAnswers;
        }
    }

    private static bool IsSame(Classification? a, Classification b) =>
        a is not null && a.Label == b.Label && a.Probability.Equals(b.Probability) && a.Best.AsSpan().SequenceEqual(b.Best);

    /// <summary>Sends what isn't an image; returns how often that isn't told as it should be.</summary>
    private static async Task<int> Faults(HttpClient client)
    {
        string image = string.Join(", ", Enumerable.Repeat("1.5", Digits.InputSize - 1));
        int unclear = 0;
        unclear += await Fault("63 numbers", $$"""{"pixels": [{{image}}]}""", HttpStatusCode.BadRequest, "63 numbers");
        unclear += await Fault("no numbers", """{"pixels": []}""", HttpStatusCode.BadRequest, "0 numbers");
        unclear += await Fault("NaN", $$"""{"pixels": [{{image}}, "NaN"]}""", HttpStatusCode.BadRequest, "pixels[63] is NaN");
        unclear += await Fault("beyond float", $$"""{"pixels": [1e99, {{image}}]}""", HttpStatusCode.BadRequest, "pixels[0] is Infinity");
        unclear += await Fault("too bright", $$"""{"pixels": [{{image}}, 17]}""", HttpStatusCode.BadRequest, "pixels[63] is 17");
        unclear += await Fault("cut off", """{"pixels": [1, 2""", HttpStatusCode.BadRequest, "The body isn't");
        unclear += await Fault("a word", """{"pixels": ["seven"]}""", HttpStatusCode.BadRequest, "$.pixels[0]");
        unclear += await Fault("other names", """{"image": []}""", HttpStatusCode.BadRequest, "image");
        unclear += await Fault("null", "null", HttpStatusCode.BadRequest, "null");
        unclear += await Fault("pixels null", """{"pixels": null}""", HttpStatusCode.BadRequest, "'pixels' is null");
        unclear += await Fault("nothing", "", HttpStatusCode.BadRequest, "The body isn't");
        unclear += await Fault("too long", new string(' ', Service.MaxBody + 1), HttpStatusCode.RequestEntityTooLarge, "longer than 16384 bytes");
        unclear += await Fault("plain text", "7", HttpStatusCode.UnsupportedMediaType, "application/json", "text/plain");
        return unclear;

        async Task<int> Fault(string name, string body, HttpStatusCode status, string says, string type = "application/json")
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            using HttpResponseMessage response = await client.PostAsync("/classify", content);
            bool isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
            string detail = isProblem ? (await response.Content.ReadFromJsonAsync<ProblemDetails>())?.Detail ?? "" : "";
            bool isClear = response.StatusCode == status && detail.Contains(says, StringComparison.Ordinal);
            Console.WriteLine($"{name,-13}{(int)response.StatusCode}  {detail}{(isClear ? "" : $"   ← {(int)status} and '{says}' were expected")}");
            return isClear ? 0 : 1;
        }
    }
}
