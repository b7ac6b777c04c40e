using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Tests;

/// <summary>A gross system of a few banks whose journals are audited.</summary>
internal static class Bench
{
    public const string Stream = "bench/gross";
    public const int Banks = 4;
    public const long Opening = 1_000;
    public const long OpenAt = 1_000_000;
    public const long CloseAt = 2_000_000;

    /// <summary>A ledger without a script, or with one of two payments.</summary>
    public static AuditedLedger Ledger(bool isScripted = false)
    {
        LedgerCommand[] script = isScripted ? [Scripted(0, 1_000_010, 70), Scripted(1, 1_000_020, 80)] : [];
        LedgerBook book = new()
        {
            Arrangement = new ArrangementBook
            {
                Definition = new ArrangementDefinition { Name = "gross", Members = [0] },
                Systems = [Gross()],
                Scripts = [[]],
                DueAt = new long[script.Length],
            },
            Payers = [.. script.Select(command => command.Command.From)],
            Window = 64,
            NumberWindow = 64,
        };
        return new AuditedLedger
        {
            Stream = Stream,
            Book = book,
            Script = script,
            World = LedgerFingerprint.Of(book, script),
            Currency = new Currency("USD", 2),
        };
    }

    public static SystemDefinition Gross() => new()
    {
        Name = "gross",
        Rulebook = "rtgs",
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Accounts = [.. Enumerable.Range(0, Banks).Select(i => new Account
        {
            Id = $"BANK{i}",
            Owner = i,
            CurrencyCode = "USD",
            OpeningBalanceMinor = Opening,
            Floor = Bound.MinusCredit,
        })],
        Days = [new SettlementDay { Number = 1, OpenAt = OpenAt, CloseAt = CloseAt }],
    };

    public static InstructionId Id(int number) =>
        InstructionId.Derive(1, System.Text.Encoding.ASCII.GetBytes($"message {number}"));

    /// <summary>A payment from outside.</summary>
    public static LedgerCommand Pay(int number, int from = 0, int to = 1, long amountMinor = 10) => new()
    {
        Id = Id(number),
        Command = SettlementCommand.Submit(0, -1, from, to, amountMinor, Priority.Normal),
    };

    /// <summary>An order from outside.</summary>
    public static LedgerCommand Order(int number, SettlementCommand command) =>
        new() { Id = Id(number), Command = command };

    private static LedgerCommand Scripted(int payment, long time, long amountMinor) => new()
    {
        IsScripted = true,
        Command = SettlementCommand.Submit(time, payment, payment, payment + 1, amountMinor, Priority.Normal),
    };
}
