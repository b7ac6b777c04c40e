using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>Books of small ledgers, and what is written into them.</summary>
internal static class Books
{
    public const long Open = Engines.Open;

    /// <summary>A gross system whose one day is long enough for any test.</summary>
    public static SystemDefinition Gross(params long[] balances) => Engines.Gross(balances) with { Days = LongDay };

    public static SettlementDay[] LongDay =>
        [new SettlementDay { Number = 1, OpenAt = Open, CloseAt = Open + 1_000_000_000 }];

    /// <summary>A system that stands alone, with so many scripted payments by account 0.</summary>
    public static LedgerBook Alone(SystemDefinition system, int window = 64, int numberWindow = 64, int scripted = 0) =>
        new()
        {
            Arrangement = new ArrangementBook
            {
                Definition = new ArrangementDefinition { Name = system.Name, Members = [0] },
                Systems = [system],
                Scripts = [[]],
                DueAt = new long[scripted],
            },
            Payers = new int[scripted],
            Window = window,
            NumberWindow = numberWindow,
        };

    public static LedgerCommand Pay(
        InstructionId id, int from, int to, long amountMinor, Priority priority = Priority.Normal, byte format = 0) =>
        new()
        {
            Id = id,
            Format = format,
            Command = SettlementCommand.Submit(0, -1, from, to, amountMinor, priority),
        };

    public static LedgerCommand Order(InstructionId id, SettlementCommand order, byte member = 0) =>
        new() { Id = id, Member = member, Command = order };

    /// <summary>An id as of a message; the same number gives the same id.</summary>
    public static InstructionId Id(int number) =>
        InstructionId.Derive(1, System.Text.Encoding.ASCII.GetBytes($"message {number}"));

    public static CommandResult[] Execute(this Ledger ledger, long time, params LedgerCommand[] commands)
    {
        var results = new CommandResult[commands.Length];
        ledger.Execute(time, commands, results);
        return results;
    }
}
