using System.Text;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Journal;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>A ledger of a few banks on some store, with a clock of its own.</summary>
internal sealed class Bench
{
    public const string Stream = "bench/RTGS";
    public const int Banks = 4;
    public const long Opening = 1_000_000;

    private static readonly long Open = BusinessClock.WallUs(new SteppedTime()) + 1_000_000;

    public SteppedTime Time { get; init; } = new();

    public required IJournalStore Store { get; init; }

    public LedgerOptions Options { get; init; } = new();

    public int Window { get; init; } = 1 << 12;

    public LedgerCommand[] Script { get; init; } = [];

    public int Scripted { get; init; }

    public int Speed { get; init; } = 1;

    /// <summary>Gross, strictly first in first out, without credit, open for a month.</summary>
    public SystemDefinition System { get; init; } = Gross;

    /// <summary>What the clock shows at first.</summary>
    public long StartAt { get; init; } = Open + 1_000;

    public static long OpenAt => Open;

    public static long CloseAt => Open + (30L * 24 * 3_600_000_000);

    public LedgerSite Site() => new()
    {
        Stream = Stream,
        Book = Book(),
        Script = Script,
        Stamp = new GroupStamp(Ledger.EngineVersion, new Hash256(LedgerFingerprint.Of(Book(), Script))),
        Store = Store,
        Clock = new BusinessClock(Time, StartAt, BusinessClock.WallUs(Time), Speed),
        Time = Time,
        Options = Options,
    };

    public LedgerBook Book() => new()
    {
        Arrangement = new ArrangementBook
        {
            Definition = new ArrangementDefinition { Name = "RTGS", Members = [0] },
            Systems = [System],
            Scripts = [[]],
            DueAt = new long[Scripted],
        },
        Payers = new int[Scripted],
        Window = Window,
        NumberWindow = 1 << 10,
    };

    /// <summary>Opens a desk and waits until it serves and the day is open.</summary>
    public async Task<LedgerDesk> OpenAsync()
    {
        LedgerDesk desk = Start();
        LedgerInfo info = await desk.OpenAsync();
        Assert.True(info.State == LedgerState.Serving, info.Trouble);
        await SteppedTime.UntilAsync(() => desk.Status.Time >= Open);
        return desk;
    }

    public LedgerDesk Start() => new(Site(), NullLogger.Instance);

    public static InstructionId Id(int number) =>
        InstructionId.Derive(1, Encoding.ASCII.GetBytes($"message {number}"));

    /// <summary>A payment of one bank to the next, whose amount is told by its number.</summary>
    public static LedgerCommand Pay(int number, InstructionId? id = null) => new()
    {
        Id = id ?? Id(number),
        Command = SettlementCommand.Submit(
            0, -1, number % Banks, (number + 1) % Banks, 1 + (number % 7), Priority.Normal),
    };

    public static InstructionBatch Batch(params LedgerCommand[] commands) =>
        new() { Participant = -1, Account = -1, Commands = new Blob<LedgerCommand>(commands) };

    public static LedgerOrder Order(int id, SettlementCommand command, InstructionId? about = null) => new()
    {
        Participant = -1,
        Account = -1,
        Command = new Blob<LedgerCommand>(new[] { new LedgerCommand { Id = Id(id), Command = command } }),
        About = about is { } target ? new Blob<InstructionId>(new[] { target }) : default,
    };

    /// <summary>What the accounts hold when each of these payments had its effect once.</summary>
    public static long[] Balances(IEnumerable<int> numbers)
    {
        long[] balances = [.. Enumerable.Repeat(Opening, Banks)];
        foreach (int number in numbers)
        {
            SettlementCommand payment = Pay(number).Command;
            balances[payment.From] -= payment.AmountMinor;
            balances[payment.To] += payment.AmountMinor;
        }

        return balances;
    }

    public static async Task<long[]> BalancesAsync(LedgerDesk desk) =>
        [.. (await desk.AccountsAsync()).Accounts.ToArray().Select(account => account.BalanceMinor)];

    public static SystemDefinition Gross => new()
    {
        Name = "rtgs",
        Rulebook = "rtgs",
        Position = PositionKind.Balance,
        Queue = QueueDiscipline.Fifo,
        Accounts =
        [
            .. Enumerable.Range(0, Banks).Select(i => new Account
            {
                Id = $"BANK{i}",
                Owner = i,
                CurrencyCode = "USD",
                OpeningBalanceMinor = Opening,
                Floor = Bound.MinusCredit,
            }),
        ],
        Days = [new SettlementDay { Number = 1, OpenAt = Open, CloseAt = CloseAt }],
    };
}
