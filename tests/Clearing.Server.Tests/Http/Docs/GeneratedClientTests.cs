using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.Loader;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Serving;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag.CodeGeneration.CSharp;

namespace Clearing.Server.Tests.Http.Docs;

/// <summary>A client that is generated from the description compiles, and pays.</summary>
public sealed class GeneratedClientTests
{
    // What somebody writes who knows nothing but the generated client.
    private const string Program = """
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Generated;

        public static class Program
        {
            public static async Task<string> RunAsync(HttpClient http)
            {
                ClearingClient client = new ClearingClient(http);
                WorldView world = await client.GetWorldAsync();
                PaymentRequest payment = new PaymentRequest { Payee = "ASH", Amount = "12.50", Currency = "USD" };
                InstructionAnswer first = await client.SubmitPaymentAsync("rtgs", "order-1", payment);
                InstructionAnswer again = await client.SubmitPaymentAsync("rtgs", "order-1", payment);
                BulkAnswer bulk = await client.SubmitBulkAsync("rtgs", "file-1",
                    new BulkRequest { Payments = new List<PaymentRequest> { payment, payment } });
                int settled = 0;
                foreach (BulkEntry entry in bulk.Answers)
                {
                    settled += entry.Payment.Status == "settled" ? 1 : 0;
                }

                string refused;
                try
                {
                    payment.Payee = "NOBODY";
                    await client.SubmitPaymentAsync("rtgs", "order-2", payment);
                    refused = "";
                }
                catch (ApiException<ProblemBody> problem)
                {
                    refused = problem.Result.Code + " " + problem.Result.Where;
                }

                return world.Name + " " + first.Status + " " + (first.Id == again.Id && again.Repeated) + " " + settled
                    + " " + refused;
            }
        }
        """;

    [Fact]
    public async Task A_client_generated_from_the_document_compiles_and_settles_a_payment()
    {
        await using Served served = Served.On(onPostgres: false);
        await using LiveService service = await served.StartAsync(
            options => options with { Http = new IPEndPoint(IPAddress.Loopback, 0) });
        using HttpClient http = new() { BaseAddress = new Uri($"http://{service.HttpEndpoint}/") };
        string document = await http.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "ALDER");

        Assembly compiled = Compile(await GenerateAsync(document), Program);
        MethodInfo run = compiled.GetType("Program")!.GetMethod("RunAsync")!;
        string said = await (Task<string>)run.Invoke(null, [http])!;

        Assert.Equal("forty-banks settled True 2 unknown-party /payee", said);
    }

    private static async Task<string> GenerateAsync(string document)
    {
        CSharpClientGeneratorSettings settings = new()
        {
            ClassName = "ClearingClient",
            UseBaseUrl = false,
            CSharpGeneratorSettings =
            {
                Namespace = "Generated",
                JsonLibrary = CSharpJsonLibrary.SystemTextJson,
            },
        };
        return new CSharpClientGenerator(await NSwag.OpenApiDocument.FromJsonAsync(document), settings).GenerateFile();
    }

    private static Assembly Compile(params string[] sources)
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Generated",
            sources.Select(source => CSharpSyntaxTree.ParseText(
                source, cancellationToken: TestContext.Current.CancellationToken)),
            trusted.Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream octets = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(
            octets, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        octets.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(octets);
    }
}
