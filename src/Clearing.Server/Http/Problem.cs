using System.Text.Json;

namespace Clearing.Server.Http;

/// <summary>Why a request had no effect, or could not be answered (RFC 9457).</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">Stable: programs decide by it; docs/reference/http-api.md lists them.</param>
/// <param name="Detail">What is wrong and what to do.</param>
public sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>JSON pointer into the body, place in a message, or name of a parameter; null = the whole.</summary>
    public string? Where { get; init; }

    /// <summary>When it makes sense to ask again; zero = never.</summary>
    public TimeSpan RetryAfter { get; init; }

    public static Problem Unauthenticated { get; } = new(
        401, "unauthenticated", "Say who you are: Authorization: Bearer KEY.");

    /// <summary>The same whether the other's object is there or not.</summary>
    public static Problem NotYours { get; } = new(
        403, "not-yours", "This is another participant's, or of none that there is; you may ask about your own only.");

    /// <summary>The same whatever is wrong with it.</summary>
    public static Problem Unproven { get; } = new(
        401, "unproven",
        "Your requests must carry a good MAC, each its own: see Clearing-Mac in the reference of access.");

    public static Problem NotAllowed { get; } = new(
        403, "not-allowed", "Your role may not do this.");

    /// <summary>More than its share now, whoever else asks; what is asked later may be answered.</summary>
    public static Problem TooMany { get; } = new(
        429, "too-many-requests", "You ask more than you may in a second. Nothing was done; ask again a little later.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static Problem TooManyStreams { get; } = new(
        429, "too-many-streams", "You listen to as many streams as you may at once; end one of them first.")
    {
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    public static Problem KeyInAddress { get; } = new(
        400, "key-in-address",
        "A key never stands in an address, where it is written down on the way: say it in a header, Authorization: "
        + "Bearer KEY. If this one was good, replace it.");

    public static Problem ForeignOrigin { get; } = new(
        403, "foreign-origin", "A page of another site asks this. Pages may ask only of the service they come from.");

    public static Problem NotFound { get; } = new(404, "not-found", "There is nothing at this address.");

    public static Problem UnknownLedger { get; } = new(
        404, "unknown-ledger", "There is no such ledger; GET /v1/world lists them.");

    /// <summary>A question; what becomes of an instruction is told by its own answer.</summary>
    public static Problem Away { get; } = new(
        503, "unavailable",
        "The ledger cannot be asked at present: it recovers, or moves to another process. Ask again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static Problem Failed { get; } = new(
        500, "failed",
        "The service failed at this request. If it was an instruction, ask by its id whether it had its effect.");

    /// <summary>Writes it as the object that the interface answers with.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", Code.Replace('-', ' '));
        writer.WriteNumber("status", Status);
        writer.WriteString("code", Code);
        writer.WriteString("detail", Detail);
        if (Where is not null)
        {
            writer.WriteString("where", Where);
        }

        writer.WriteEndObject();
    }
}
