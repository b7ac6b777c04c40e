using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Carrying;

/// <summary>
/// The messages of a run, told after it: the network is run once more with what banks sent, and this time the system
/// says what became of each payment. Nothing on that way back changes what was settled.
/// </summary>
public static class CarriedMessages
{
    /// <summary>Every message that went into and out of the switch, by arrangement, then in order.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    public static IReadOnlyList<CarriedMessage> Of(Scenario scenario, SimulationResult result)
    {
        List<CarriedMessage> messages = [];
        foreach (NetworkTraffic traffic in result.Traffic)
        {
            messages.AddRange(Of(scenario, result, traffic, out _));
        }

        return messages;
    }

    /// <summary>The messages of one arrangement.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="traffic">What banks gave to the network.</param>
    /// <param name="entries">When which payment reached the system this time.</param>
    internal static IReadOnlyList<CarriedMessage> Of(
        Scenario scenario, SimulationResult result, NetworkTraffic traffic, out IReadOnlyList<Entry> entries)
    {
        NetworkService service = scenario.Network!.Services.First(s => s.Arrangement == traffic.Arrangement);
        int participants = scenario.Participants.Count;
        int[] covers = [.. scenario.Correspondents
            .Where(account => account.Method == CorrespondentMethod.Cover).Select(account => account.Bank)];
        NetworkPlan plan = new(scenario.Network, service, scenario.Payments, participants, covers);
        string[] all = new AddressBook(scenario).Terminals;
        string[] addresses = [.. all[..participants], all[participants + traffic.Arrangement]];
        CarriedJournal journal = new(plan, addresses);
        long opensAt = Conductor.FirstInstant(scenario) - Conductor.LogInUs;
        MessageNetwork network = new(plan, addresses, opensAt, journal);
        OutcomeTable[] members = [.. new Arrangements(scenario).All[traffic.Arrangement].Members
            .Select(system => result.Systems[system].Payments)];
        foreach (SendOrder order in traffic.Orders.Span)
        {
            network.Send(in order);
            if (VerdictOn(members, order.Payment) is { } verdict)
            {
                network.Tell(in verdict);
            }
        }

        network.AdvanceTo(LastInstant(scenario));
        entries = network.Entries;
        return journal.Rows;
    }

    // What the system has not said by then, it will not say: a week after the last close.
    private static long LastInstant(Scenario scenario) =>
        scenario.Systems.Max(system => system.Days.Count == 0 ? 0 : system.Days[^1].CloseAt)
        + (7L * 24 * 3600 * 1_000_000);

    private static Verdict? VerdictOn(OutcomeTable[] members, int payment)
    {
        foreach (OutcomeTable outcomes in members)
        {
            if (!outcomes.HasEntered(payment))
            {
                continue;
            }

            PaymentStatus status = outcomes.StatusOf(payment);
            long time = outcomes.EndedAt(payment);
            return time == 0
                ? null
                : new Verdict(time, payment, status == PaymentStatus.Settled,
                    status == PaymentStatus.Settled ? default : CodeOf(status, outcomes.ReasonOf(payment)));
        }

        return null;
    }

    /// <summary>The two digits, of those that SWIFT leaves to centres, by which a system says why not.</summary>
    private static AnswerCode CodeOf(PaymentStatus status, Reason reason) => AnswerCode.Of(status switch
    {
        PaymentStatus.Unsettled => "80",
        PaymentStatus.Cancelled => "81",
        PaymentStatus.Unwound => "82",
        _ => reason switch
        {
            Reason.Closed => "83",
            Reason.Expired => "84",
            Reason.Suspended => "85",
            Reason.Funds => "86",
            Reason.CutOff => "87",
            Reason.Amount or Reason.Kind => "88",
            _ => "89",
        },
    });
}
