using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// What the script of a scenario has for the ledgers of its arrangements: shocks and orders, and payments at the
/// instants at which their banks send them. A bank whose sending depends on what it is told sends at once here.
/// </summary>
internal sealed class LiveScript
{
    private readonly Scenario _scenario;
    private readonly Arrangements _arrangements;
    private readonly SettlementCommand[][] _orders;
    private readonly SendPolicies _policies;
    private readonly Correspondence _correspondence;

    public LiveScript(Scenario scenario, Arrangements arrangements)
    {
        _scenario = scenario;
        _arrangements = arrangements;
        _orders = [.. Enumerable.Range(0, scenario.Systems.Count).Select(s => Script.CommandsOf(scenario, s))];
        _policies = new SendPolicies(scenario, arrangements, _orders);
        _correspondence = new Correspondence(scenario);
    }

    /// <summary>Ascending in time; at one instant orders by member, then payments in scenario order.</summary>
    public LedgerCommand[] Of(int arrangement)
    {
        IReadOnlyList<int> members = _arrangements.All[arrangement].Members;
        IEnumerable<LedgerCommand> orders = members.SelectMany((system, member) => _orders[system].Select(
            order => new LedgerCommand { IsScripted = true, Member = (byte)member, Command = order }));
        return [.. orders.Concat(PaymentsOf(arrangement)).OrderBy(command => command.Command.Time)];
    }

    private IEnumerable<LedgerCommand> PaymentsOf(int arrangement)
    {
        PaymentTable payments = _scenario.Payments;
        Dictionary<int, SendPolicy> policies = [];
        for (int payment = 0; payment < payments.Count; payment++)
        {
            int sender = _correspondence.SenderOf(payment);
            if (!policies.TryGetValue(sender, out SendPolicy? policy))
            {
                policy = _policies.Of(sender).First(p => (p.Arrangements & (1UL << arrangement)) != 0);
                policies.Add(sender, policy);
            }

            (long at, int day) = _correspondence.Ready(payment);
            if (at != long.MaxValue && payments.From[payment] != payments.To[payment])
            {
                long sent = PlannedSending.TimeOf(at, day, payments.Priority[payment], policy);
                yield return new LedgerCommand
                {
                    IsScripted = true,
                    Currency = payments.OtherCurrency is { } other ? other[payment] : (byte)0,
                    Command = Switchboard.SubmitOf(payments, payment, sent + _scenario.TransitDelayUs),
                };
            }
        }
    }
}
