using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>A small system and what is asked of it, as drawn from a seed and perhaps shrunk.</summary>
public sealed record Trace(ulong Seed, SystemDefinition System, SettlementCommand[] Commands)
{
    private static readonly JsonSerializerOptions OnlyWhatIsSet = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>How many payments the commands name; a refused order may name one that never comes.</summary>
    public int PaymentCount => Commands.Select(c => c.Payment + 1).DefaultIfEmpty(0).Max();

    /// <summary>
    /// True when every moved close stays between the open of its day and the open of the next: the page does not say
    /// what days that overlap would mean.
    /// </summary>
    public bool IsLawful()
    {
        IReadOnlyList<SettlementDay> days = System.Days;
        long[] close = [.. days.Select(d => d.CloseAt)];
        foreach (SettlementCommand command in Commands.Where(c => c.Kind == CommandKind.MoveClose))
        {
            int day = DayOfMove(command.Time, close);
            if (day == days.Count)
            {
                return false;
            }

            close[day] = Math.Max(command.AmountMinor, command.Time);
            if (close[day] < days[day].OpenAt || (day + 1 < days.Count && close[day] >= days[day + 1].OpenAt))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The open day at that time, else the next, given the closes so far; the count if none is left.</summary>
    public int DayOfMove(long time, long[] close)
    {
        int day = 0;
        while (day < close.Length && close[day] < time)
        {
            day++;
        }

        return day;
    }

    public string Describe()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"seed {Seed}: {System.Position}, {System.Queue}, ");
        text.Append(System.CarryBalances ? "balances carry" : "balances start anew");
        text.AppendLine(System.CycleAtClose ? ", cycle at close" : "");
        for (int a = 0; a < System.Accounts.Count; a++)
        {
            Account account = System.Accounts[a];
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  account {a}: balance {account.OpeningBalanceMinor}, credit {account.CreditMinor},"
                + $" floor {Describe(account.Floor)}, ceiling {Describe(account.Ceiling)}");
        }

        foreach (BilateralLimit limit in System.Limits)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  limit {limit.From}>{limit.To} {limit.LimitMinor}");
        }

        for (int m = 0; m < System.Release.Count; m++)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  mechanism {m}: {System.Release[m].Kind} {System.Release[m].Trigger} {System.Release[m].PeriodUs}");
        }

        foreach (SettlementDay day in System.Days)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  day {day.Number}: {day.OpenAt} to {day.CloseAt}, cycles [{string.Join(' ', day.CyclesAt)}],"
                + $" mechanisms at [{string.Join("; ", day.MechanismsAt.Select(t => string.Join(' ', t)))}]");
        }

        text.AppendLine(JsonSerializer.Serialize(System, OnlyWhatIsSet));
        foreach (SettlementCommand command in Commands)
        {
            text.AppendLine(Describe(command));
        }

        return text.ToString();
    }

    private static string Describe(Bound bound) =>
        bound.IsSet ? string.Join(' ', bound.Steps.Select(s => $"{s.Op} {s.Number}")) : "none";

    private static string Describe(SettlementCommand c) => c.Kind switch
    {
        CommandKind.Submit =>
            $"  {c.Time} Submit p{c.Payment} {c.From}>{c.To} {c.AmountMinor} {c.Priority}"
            + $" kind {c.PaymentKind}{(c.Flag ? " held" : "")}"
            + (c.NotBefore == 0 ? "" : $" not-before {c.NotBefore}")
            + (c.NotAfter == 0 ? "" : $" not-after {c.NotAfter}"),
        CommandKind.Cancel => $"  {c.Time} Cancel p{c.Payment}",
        CommandKind.Reprioritise => $"  {c.Time} Reprioritise p{c.Payment} {c.Priority}",
        CommandKind.SetLimit => $"  {c.Time} SetLimit {c.From}>{c.To} {c.AmountMinor}",
        CommandKind.Answer => $"  {c.Time} Answer p{c.Payment} {(c.Flag ? "yes" : "no")}",
        CommandKind.PostFile => $"  {c.Time} PostFile {c.Payment}",
        CommandKind.SetReserve => $"  {c.Time} SetReserve {c.From} class {c.PaymentKind} {c.AmountMinor}",
        CommandKind.Halt or CommandKind.Resume => $"  {c.Time} {c.Kind}",
        CommandKind.MoveClose => $"  {c.Time} MoveClose {c.AmountMinor}",
        _ => $"  {c.Time} {c.Kind} {c.From} {c.AmountMinor}{(c.Flag ? " flag" : "")}",
    };
}
