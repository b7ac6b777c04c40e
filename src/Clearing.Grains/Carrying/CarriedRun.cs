using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Carrying;

/// <summary>
/// The network of an arrangement once more, after the run: with what banks sent, and this time the system says what
/// became of each payment. Nothing on that way back changes what was settled.
/// </summary>
internal sealed class CarriedRun
{
    private readonly Scenario _scenario;
    private readonly NetworkTraffic _traffic;
    private readonly OutcomeTable[] _outcomes;

    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="traffic">What banks gave to the network.</param>
    public CarriedRun(Scenario scenario, SimulationResult result, NetworkTraffic traffic)
    {
        _scenario = scenario;
        _traffic = traffic;
        int participants = scenario.Participants.Count;
        int[] covers = [.. scenario.Correspondents
            .Where(account => account.Method == CorrespondentMethod.Cover).Select(account => account.Bank)];
        Plan = new NetworkPlan(
            scenario.Network!, scenario.Network!.Services.First(s => s.Arrangement == traffic.Arrangement),
            scenario.Payments, participants, covers);
        string[] all = new AddressBook(scenario).Terminals;
        Addresses = [.. all[..participants], all[participants + traffic.Arrangement]];
        _outcomes = [.. new Arrangements(scenario).All[traffic.Arrangement].Members
            .Select(system => result.Systems[system].Payments)];
    }

    public NetworkPlan Plan { get; }

    /// <summary>Of the terminals, by index.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Runs it; the same each time.</summary>
    /// <param name="journal">Is told of every message.</param>
    /// <returns>When which payment reached the system this time.</returns>
    public IReadOnlyList<Entry> Play(ICarriedJournal journal)
    {
        long opensAt = Conductor.FirstInstant(_scenario) - Conductor.LogInUs;
        MessageNetwork network = new(Plan, Addresses, opensAt, journal);
        foreach (SendOrder order in _traffic.Orders.Span)
        {
            network.Send(in order);
            if (VerdictOn(_outcomes, order.Payment) is { } verdict)
            {
                network.Tell(in verdict);
            }
        }

        network.AdvanceTo(LastInstant(_scenario));
        return network.Entries;
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
