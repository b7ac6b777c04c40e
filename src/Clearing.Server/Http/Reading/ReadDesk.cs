using Clearing.Grains.Ledgers;
using Clearing.Grains.Past;
using Clearing.Journal;
using Clearing.Messages;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Model;
using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Http.Reading;

/// <summary>What the endpoints know that only read: the world by its addresses, and its past.</summary>
/// <param name="World">By its addresses.</param>
/// <param name="Sites">Its ledgers.</param>
/// <param name="Past">What they went through.</param>
internal sealed record ReadDesk(HttpWorld World, ILedgerSites Sites, PastReader Past)
{
    public static Problem NoAccount { get; } = new(
        404, "no-account", "This participant has no account of its own here: it settles on another's.");

    private static Problem Busy { get; } = new(
        503, "busy", "The past is being read for somebody else. Ask again in a moment.")
    {
        RetryAfter = PastReader.Patience,
    };

    public string StreamOf(ServedLedger ledger) => $"{World.Name}/{ledger.Name}";

    /// <summary>The systems of a ledger, by member.</summary>
    public SystemDefinition[] SystemsOf(ServedLedger ledger) =>
        Sites.SiteOf(StreamOf(ledger))!.Book.Arrangement.Systems;

    /// <summary>The ledger and the account that a request names by its address; or what is wrong with it.</summary>
    public Problem? TryFind(HttpContext context, out ServedLedger ledger, out int account)
    {
        account = World.ParticipantOf(context);
        ledger = World.LedgerOf(context)!;
        return ledger is null ? Problem.UnknownLedger
            : account < 0 ? Problem.NotYours
            : ledger.Participants[account].Account != account ? NoAccount
            : null;
    }

    /// <summary>The member that a request names with <c>system</c>; -1 where it names none and there are several.
    /// </summary>
    public static Problem? TryMember(HttpContext context, ServedLedger ledger, out int member)
    {
        string[] names = [.. ledger.Directory.Systems.Select(system => system.Id)];
        string? asked = context.Request.Query["system"];
        member = asked is not null ? Array.IndexOf(names, asked) : names.Length == 1 ? 0 : -1;
        return member >= 0 ? null : new Problem(
            400, "bad-parameter", $"Name one of the ledger's systems: {string.Join(", ", names)}.")
        {
            Where = "system",
        };
    }

    /// <summary>Does something that the past may refuse now, and tells it as a problem.</summary>
    public static async Task GuardAsync(HttpContext context, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (PastBusyException)
        {
            await context.WriteAsync(Busy).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or LedgerHaltException)
        {
            await context.WriteAsync(Problem.Away).ConfigureAwait(false);
        }
    }

    /// <summary>Names of the classes of a system, highest first.</summary>
    public static string[] ClassesOf(SystemDefinition system) => system.Classes.Count > 0
        ? [.. system.Classes.Select(one => one.Name)]
        : [.. Enum.GetValues<Priority>().Select(LookWords.Of)];

    /// <summary>An amount in decimal digits; null where there is no bound.</summary>
    public static string? Text(long amountMinor, int digits) => amountMinor is long.MaxValue or long.MinValue
        ? null
        : new DecimalAmount(amountMinor, digits).ToText(digits);

    /// <summary>An instant; null where there is none.</summary>
    public static string? Time(long timeUs) => timeUs == 0 ? null : HttpText.Time(timeUs);
}
