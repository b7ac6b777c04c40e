using System.Globalization;
using Clearing.Audit.Rules;
using Clearing.Settlement.Model;

namespace Clearing.Audit;

/// <summary>What was looked at, in words and figures.</summary>
/// <param name="machine">What carried the records out; null = nothing did.</param>
/// <param name="audited">What the ledger is, where something did.</param>
internal sealed class SectionTexts(LedgerMachine? machine, AuditedLedger? audited)
{
    public string Results => Of(m => $"{N(m.Events)} events have the digests of their groups");

    public string Money => Of(m =>
        $"conserved behind every group; held {string.Join(", ", m.Rules.Systems.Select(Held))}");

    public string Bounds => Of(m =>
        $"{N(m.Rules.Systems.Sum(s => s.Movements))} movements leave nobody beyond a floor, ceiling, limit or credit");

    public string Sets => Of(m => $"{N(m.Rules.Systems.Sum(s => s.Sets))} released, each by its certificate");

    public string Finality => Of(m =>
        $"{N(m.Rules.Payments.Settled)} payments settled once and for good, {N(m.Rules.Payments.Ended)} came to "
        + $"another end, {N(m.Rules.Payments.Open)} are open");

    public static string Chain(long groups, (long First, long Last) epochs) => groups == 0
        ? "there is no group"
        : $"{N(groups)} groups of epochs {epochs.First} to {epochs.Last}: form, checksum, hashes, order, world";

    public static string Records(long records, long slices, ScriptRule? script) =>
        $"{N(records)} in {N(slices)} slices"
        + (script is null ? "" : $", {N(script.Scripted)} of the script, {N(script.Outside)} from outside");

    public static string Messages(long messages, long groups) => messages == 0
        ? "none are kept"
        : $"{N(messages)} with {N(groups)} groups have their checksum and the digest of their records";

    public static string Once(long ids) => $"{N(ids)} instructions from outside, each id once";

    private string Of(Func<LedgerMachine, string> text) => machine is null ? "" : text(machine);

    private string Held(SystemRules system)
    {
        Currency currency = system.System.Currency ?? audited!.Currency;
        return $"{currency.Code} {currency.Format(system.HeldMinor)}";
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
