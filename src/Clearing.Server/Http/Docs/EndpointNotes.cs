using Microsoft.AspNetCore.Builder;

namespace Clearing.Server.Http.Docs;

/// <summary>A body that an endpoint takes, for the description of the interface.</summary>
/// <param name="MediaType">As its header says.</param>
/// <param name="Body">Its record; null = octets that are described elsewhere.</param>
/// <param name="Example">One that works.</param>
/// <param name="IsRequired">False where there may be none.</param>
internal sealed record TakenBody(string MediaType, Type? Body, string Example, bool IsRequired);

/// <summary>A parameter beside those of the path, for the description of the interface.</summary>
/// <param name="Name">Of the parameter or header.</param>
/// <param name="In">query or header.</param>
/// <param name="Description">What it says.</param>
/// <param name="IsNumber">True for a whole number, false for a text.</param>
/// <param name="IsRequired">True where the endpoint refuses without.</param>
internal sealed record AskedParameter(string Name, string In, string Description, bool IsNumber, bool IsRequired);

/// <summary>An answer as it looks, for the description of the interface.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Example">Its body.</param>
internal sealed record ShownAnswer(int Status, string Example);

/// <summary>What endpoints say of themselves, beside what ASP.NET Core has words for.</summary>
internal static class EndpointNotes
{
    /// <summary>The endpoint takes a body.</summary>
    public static T Takes<T>(this T endpoint, string mediaType, Type? body, string example, bool isRequired = true)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TakenBody(mediaType, body, example, isRequired));

    /// <summary>The endpoint looks at a parameter of the query.</summary>
    public static T Asks<T>(
        this T endpoint, string name, string description, bool isNumber = false, bool isRequired = false)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AskedParameter(name, "query", description, isNumber, isRequired));

    /// <summary>The endpoint looks at a header.</summary>
    public static T AsksHeader<T>(this T endpoint, string name, string description, bool isRequired = false)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AskedParameter(name, "header", description, false, isRequired));

    /// <summary>The endpoint answers with a list, page by page.</summary>
    public static T Pages<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint
        .Asks("after", "What the page before called next; without it the list begins at its beginning.")
        .Asks("limit", "The most entries, 1 to 1,000; 100 when left out.", isNumber: true);

    /// <summary>What an answer looks like.</summary>
    public static T Shows<T>(this T endpoint, int status, string example)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new ShownAnswer(status, example));
}
