using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Access;

/// <summary>Finds out who calls.</summary>
public interface ICallers
{
    /// <summary>True when nobody proves anything; then only loopback addresses are served.</summary>
    bool TrustsAnybody { get; }

    /// <summary>Who makes a request; null when that is not proven.</summary>
    ValueTask<Caller?> FindAsync(HttpContext context);

    /// <summary>The principal that a request names, whether or not it proves it; empty = none that there is.</summary>
    string NameIn(HttpContext context);

    /// <summary>Whether what proved a caller still does: a stream that it listens to ends when it no longer does.
    /// </summary>
    bool IsGood(Caller caller);
}
