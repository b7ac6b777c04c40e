namespace Clearing.Server.Http;

/// <summary>Why a request had no effect, or could not be answered (RFC 9457).</summary>
/// <param name="Type">about:blank: the code says it all.</param>
/// <param name="Title">The code in plain words.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">Stable word that programs decide by.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Where">JSON pointer into the body, place in a message, or name of a parameter or header; left out where
/// it is the whole.</param>
public sealed record ProblemBody(string Type, string Title, int Status, string Code, string Detail, string? Where);
