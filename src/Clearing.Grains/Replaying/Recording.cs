using Clearing.Grains.Conducting;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Settling;
using Clearing.Journal;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Replaying;

/// <summary>Carries the journal of one ledger out as a run would, and keeps what became of every payment.</summary>
internal sealed class Recording
{
    private readonly WorldLedger _world;
    private readonly Arrangement _arrangement;
    private readonly bool _isAlone;
    private readonly List<LedgerCommand> _commands = [];
    private readonly List<SettlementCommand> _payments = [];
    private readonly List<byte> _currencies = [];

    /// <param name="scenario">The world's.</param>
    /// <param name="arrangement">Which of its ledgers.</param>
    /// <param name="world">What that is.</param>
    /// <param name="table">Where its payments have their places.</param>
    /// <param name="until">What is booked inside agents later is left out.</param>
    public Recording(Scenario scenario, int arrangement, WorldLedger world, ReplayedTable table, long until)
    {
        _world = world;
        Arrangements arrangements = new(scenario);
        SettlementCommand[][] none = [.. scenario.Systems.Select(_ => Array.Empty<SettlementCommand>())];
        SettlementBook book = arrangements.BookOf(arrangement, none, [], [], new SimulationOptions());
        ArrangementBook made = world.Book.Arrangement with
        {
            DueAt = table.Table.DueAt,
            Internal = [.. book.Internal.ToArray().Where(payment => payment.Time <= until)],
        };

        // Where there is nothing but the script, everything is numbered as in a run.
        _arrangement = new Arrangement(table.IsScenario
            ? made
            : made with
            {
                Places = table.PlacesOf(arrangement),
                FirstMade = Ledger.FirstMade,
                KindOfPayment = table.KindsOf(arrangement),
            });
        _isAlone = made.Systems.Length == 1 && made.Definition.Links.Count == 0 && made.CurrencyOfPayment is null
            && made.CurrencyOfMember is not [not 0];
    }

    /// <param name="store">Where the journal is.</param>
    /// <param name="upTo">The last group to be carried out.</param>
    /// <param name="isOver">True when nothing more happens behind it.</param>
    /// <param name="told">Told the sequence of each group.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>By member.</returns>
    public async Task<SystemOutcome[]> RunAsync(
        IJournalStore store, GroupPlace upTo, bool isOver, Action<long> told, CancellationToken cancellation)
    {
        IJournalReader reader = store.Reader(_world.Stream);
        await foreach (JournalGroup group in reader.ReadAsync(GroupPlace.Start, _world.World, cancellation))
        {
            if (group.Place.Sequence > upTo.Sequence)
            {
                break;
            }

            Run(group.Payload.Span);
            told(group.Place.Sequence);
        }

        return isOver ? _arrangement.Finish() : _arrangement.End();
    }

    private void Run(ReadOnlySpan<byte> payload)
    {
        for (int at = 0; at < payload.Length;)
        {
            at += LedgerRecords.ReadSlice(payload[at..], _commands, out long time, at);
            _payments.Clear();
            _currencies.Clear();
            foreach (LedgerCommand command in _commands)
            {
                if (command.Command.Kind == CommandKind.Submit)
                {
                    _payments.Add(command.Command with { Time = time });
                    _currencies.Add(command.Currency);
                }
                else
                {
                    _arrangement.Order(command.Member, command.Command with { Time = time });
                }
            }

            if (_isAlone)
            {
                _arrangement.Execute(_payments.ToArray());
            }
            else
            {
                _arrangement.Execute(_payments.ToArray(), _currencies.ToArray());
            }

            _arrangement.AdvanceTo(time + 1);
        }
    }
}
