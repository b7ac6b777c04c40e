using Clearing.Server.Ledgers;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http;

/// <summary>What all endpoints know: the world that is served.</summary>
/// <param name="Name">Of the world.</param>
/// <param name="Ledgers">By arrangement.</param>
/// <param name="IndexOf">Index of a participant by its id; -1 = the world has none of it.</param>
internal sealed record HttpWorld(string Name, IReadOnlyList<ServedLedger> Ledgers, Func<string, int> IndexOf)
{
    /// <summary>The ledger that a request is about by its route; null when there is none of that name.</summary>
    public ServedLedger? LedgerOf(HttpContext context)
    {
        string name = (string?)context.Request.RouteValues["ledger"] ?? "";
        foreach (ServedLedger ledger in Ledgers)
        {
            if (ledger.Name == name)
            {
                return ledger;
            }
        }

        return null;
    }

    /// <summary>Index of the participant that a request is about, if who calls may see what is its; else -1.</summary>
    public int ParticipantOf(HttpContext context)
    {
        int participant = IndexOf((string?)context.Request.RouteValues["participant"] ?? "");
        return participant >= 0 && context.Caller().Sees(participant) ? participant : -1;
    }
}
