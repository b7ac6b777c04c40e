using Clearing.Grains.Conducting;
using Clearing.Grains.Settling;
using Clearing.Journal;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;

namespace Clearing.Grains.Ledgers;

/// <summary>A ledger of a world as its scenario makes it: whoever has the scenario can read its journal.</summary>
/// <param name="Stream">Name of its stream, WORLD/ARRANGEMENT.</param>
/// <param name="Book">Everything it starts with.</param>
/// <param name="Script">What the script of the world has for it, in the order in which it is due.</param>
/// <param name="World">What its groups say of the world.</param>
public sealed record WorldLedger(string Stream, LedgerBook Book, LedgerCommand[] Script, Hash256 World)
{
    /// <summary>The ledgers of a world, by arrangement.</summary>
    /// <param name="scenario">What is served.</param>
    /// <param name="settings">What else its ledgers are made with.</param>
    public static IReadOnlyList<WorldLedger> Of(Scenario scenario, LiveSettings settings)
    {
        Arrangements arrangements = new(scenario);
        LiveScript script = new(scenario, arrangements);
        List<WorldLedger> ledgers = [];
        for (int a = 0; a < arrangements.All.Count; a++)
        {
            LedgerBook book = BookOf(arrangements, a, scenario, settings);
            LedgerCommand[] commands = script.Of(a);
            ledgers.Add(new WorldLedger(
                $"{scenario.Name}/{arrangements.All[a].Name}", book, commands,
                new Hash256(LedgerFingerprint.Of(book, commands))));
        }

        return ledgers;
    }

    private static LedgerBook BookOf(
        Arrangements arrangements, int arrangement, Scenario scenario, LiveSettings settings)
    {
        SettlementCommand[][] none = [.. scenario.Systems.Select(_ => Array.Empty<SettlementCommand>())];
        SettlementBook book = arrangements.BookOf(arrangement, none, [], [], new SimulationOptions());
        return new LedgerBook
        {
            Arrangement = new ArrangementBook
            {
                Definition = book.Arrangement,
                Systems = book.Systems,
                Scripts = [.. book.Systems.Select(_ => Array.Empty<SettlementCommand>())],
                DueAt = book.DueAt.ToArray(),
                KindOfPayment = book.KindOfPayment.ToArray(),
                CurrencyOfPayment = book.CurrencyOfPayment?.ToArray(),
                CurrencyOfMember = book.CurrencyOfMember,
                JointGroups = book.JointGroups?.ToArray(),
            },
            Payers = scenario.Payments.From,
            Window = settings.Window,
            NumberWindow = settings.NumberWindow,
            Salt = settings.Salt,
        };
    }
}
