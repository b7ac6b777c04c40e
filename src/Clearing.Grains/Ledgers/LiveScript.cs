using Clearing.Grains.Banks;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// What the script of a scenario has for the ledgers of its arrangements: shocks and orders, and payments at the
/// instants at which they would reach each arrangement in a run. It is worked out by the desks of a run, all at once:
/// none of its banks waits for what becomes of a payment.
/// </summary>
internal sealed class LiveScript
{
    private const int AtOnce = 4_096;

    private readonly List<LedgerCommand>[] _payments;
    private readonly SettlementCommand[][] _orders;
    private readonly Arrangements _arrangements;
    private readonly byte[]? _currencies;

    /// <exception cref="ArgumentException">A bank of the scenario reacts to what it is told.</exception>
    public LiveScript(Scenario scenario, Arrangements arrangements)
    {
        _arrangements = arrangements;
        _orders = [.. Enumerable.Range(0, scenario.Systems.Count).Select(s => Script.CommandsOf(scenario, s))];
        _payments = [.. arrangements.All.Select(_ => new List<LedgerCommand>())];
        _currencies = scenario.Payments.OtherCurrency;
        Conductor conductor = new(scenario, new SimulationOptions(), scenario.Name);
        if (conductor.UnfinishedBanks.Count > 0)
        {
            string bank = scenario.Participants[conductor.UnfinishedBanks[0]].Id;
            throw new ArgumentException(
                $"{bank} reacts to what it is told, which is not known ahead; such a scenario can be run, not served.",
                nameof(scenario));
        }

        Switchboard board = new(conductor.SwitchBook);
        foreach (BankBook book in conductor.BankBooks)
        {
            Array.ForEach(new BankDesk(book).Open().Batches, board.Accept);
        }

        board.AdvanceTo(long.MaxValue);
        Take(board);
        Traffic = board.Traffic;
    }

    /// <summary>What went through the network of the scenario, by system that it serves.</summary>
    public NetworkTraffic[] Traffic { get; }

    /// <summary>Ascending in time; at one instant orders by member, then payments in scenario order.</summary>
    public LedgerCommand[] Of(int arrangement)
    {
        IReadOnlyList<int> members = _arrangements.All[arrangement].Members;
        IEnumerable<LedgerCommand> orders = members.SelectMany((system, member) => _orders[system].Select(
            order => new LedgerCommand { IsScripted = true, Member = (byte)member, Command = order }));
        return [.. orders.Concat(_payments[arrangement]).OrderBy(command => command.Command.Time)];
    }

    private void Take(Switchboard board)
    {
        SettlementCommand[] commands = new SettlementCommand[AtOnce];
        ulong[] masks = new ulong[AtOnce];
        int count;
        while ((count = board.Take(long.MaxValue, commands, masks, out _, out _)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                LedgerCommand payment = new()
                {
                    IsScripted = true,
                    Currency = _currencies is null ? (byte)0 : _currencies[commands[i].Payment],
                    Command = commands[i],
                };
                for (int a = 0; a < _payments.Length; a++)
                {
                    if ((masks[i] & (1UL << a)) != 0)
                    {
                        _payments[a].Add(payment);
                    }
                }
            }
        }
    }
}
