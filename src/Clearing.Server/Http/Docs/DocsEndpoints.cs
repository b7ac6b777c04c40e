using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearing.Server.Http.Docs;

/// <summary>The description of the interface, and a page to read it on, with everything that it needs.</summary>
internal static class DocsEndpoints
{
    private const string Document = "/openapi/v1.json";
    private const string Page = "/docs";

    // The page sets styles of its parts from its script; nothing of it comes from elsewhere or goes there.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Puts the page before the gate: it is open to anybody, and says who it is at its requests.</summary>
    public static void UsePage(WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Page), page =>
        {
            page.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            });
            page.UseSwaggerUI(options =>
            {
                options.RoutePrefix = Page[1..];
                options.DocumentTitle = "Clearing";
                options.SwaggerEndpoint(Document, "Clearing v1");
            });
        });
    }

    /// <summary>Puts the document into the server.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Lazy<byte[]> document = new(() =>
            ApiDocument.Write(routes.ServiceProvider.GetRequiredService<EndpointDataSource>().Endpoints));
        routes.MapGet(Document, context =>
            {
                context.Response.ContentType = MediaTypes.Json;
                return context.Response.Body.WriteAsync(document.Value, context.RequestAborted).AsTask();
            })
            .IsOpen()
            .WithName("getDescription").WithTags("Service").WithSummary("This description, as OpenAPI.")
            .Answers(StatusCodes.Status200OK, typeof(System.Text.Json.JsonElement));
    }
}
