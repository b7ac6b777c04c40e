using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>
/// Whatever comes from outside is answered by a code, and what is refused leaves the state as it was.
/// </summary>
public sealed class VerdictTests
{
    private const long Huge = 1L << 60;

    private static readonly LedgerCommand Good = Books.Pay(Books.Id(1), 0, 1, 10);

    public static TheoryData<string, Verdict> Refusals =>
    [
        ("no id", Verdict.BadId),
        ("number of nobody", Verdict.BadId),
        ("last number", Verdict.BadId),
        ("held", Verdict.BadKind),
        ("leg", Verdict.BadKind),
        ("file", Verdict.BadKind),
        ("answer", Verdict.BadKind),
        ("nets answered", Verdict.BadKind),
        ("net refused", Verdict.BadKind),
        ("no command", Verdict.BadKind),
        ("other currency", Verdict.UnknownMember),
        ("payer -1", Verdict.UnknownParty),
        ("payer 3", Verdict.UnknownParty),
        ("payer min", Verdict.UnknownParty),
        ("payee -1", Verdict.UnknownParty),
        ("payee max", Verdict.UnknownParty),
        ("to itself", Verdict.SameParty),
        ("nothing", Verdict.BadAmount),
        ("negative", Verdict.BadAmount),
        ("least", Verdict.BadAmount),
        ("most", Verdict.TooLarge),
        ("too large", Verdict.TooLarge),
        ("priority 3", Verdict.BadPriority),
        ("before 1970", Verdict.BadTime),
        ("after 9999", Verdict.BadTime),
        ("member 1", Verdict.UnknownMember),
        ("cancel nothing", Verdict.UnknownPayment),
        ("cancel unknown", Verdict.UnknownPayment),
        ("cancel of another", Verdict.UnknownPayment),
        ("cancel by nobody", Verdict.UnknownParty),
        ("priority of unknown", Verdict.UnknownPayment),
        ("credit -1", Verdict.BadAmount),
        ("credit too large", Verdict.TooLarge),
        ("credit of nobody", Verdict.UnknownParty),
        ("limit to itself", Verdict.SameParty),
        ("limit to nobody", Verdict.UnknownParty),
        ("limit -1", Verdict.BadAmount),
        ("reserve of class 3", Verdict.BadPriority),
        ("reserve too large", Verdict.TooLarge),
        ("reserve -1", Verdict.BadAmount),
        ("balance 0", Verdict.BadAmount),
        ("balance too large", Verdict.TooLarge),
        ("balance least", Verdict.TooLarge),
        ("fund 0", Verdict.BadAmount),
        ("withdraw too large", Verdict.TooLarge),
        ("close before now", Verdict.BadTime),
        ("close never", Verdict.BadTime),
        ("suspend nobody", Verdict.UnknownParty),
        ("default nobody", Verdict.UnknownParty),
        ("answer habit too long", Verdict.TooLarge),
        ("order without id", Verdict.BadId),
        ("order with priority 9", Verdict.BadPriority),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_bad_command_gets_its_code_and_changes_nothing(string bad, Verdict expected)
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(100, 100, 100)));
        ledger.Execute(Books.Open, Books.Pay(Books.Id(7), 0, 1, 500));
        ledger.Execute(Books.Open + 1);
        string before = Convert.ToHexString(ledger.StateHash());
        int next = ledger.NextNumber;
        CommandResult result = ledger.Execute(Books.Open + 2, Bad(bad))[0];
        Assert.Equal(new CommandResult(expected, -1), result);
        Assert.Equal(0, ledger.Events.Events.Length);
        Assert.Equal(next, ledger.NextNumber);
        Assert.Equal(before, Convert.ToHexString(ledger.StateHash()));
        Assert.False(ledger.TryFind(Books.Id(1), out _));
    }

    [Fact]
    public void Several_faults_are_answered_by_the_first_in_order()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(100, 100, 100)));
        ledger.Execute(Books.Open, Good);
        LedgerCommand bad = Change(Good, c => c with
        {
            From = 9, To = 9, AmountMinor = 0, Priority = (Priority)7, NotBefore = -1, Flag = true,
        }) with { Id = InstructionId.None, Currency = 5 };
        Verdict Of(LedgerCommand command) => ledger.Execute(ledger.Now + 1, command)[0].Verdict;
        Assert.Equal(Verdict.BadKind, Of(bad));
        bad = Change(bad, c => c with { Flag = false });
        Assert.Equal(Verdict.BadId, Of(bad));
        Assert.Equal(Verdict.Different, Of(bad with { Id = Good.Id }));
        bad = bad with { Id = Books.Id(2) };
        Assert.Equal(Verdict.UnknownMember, Of(bad));
        bad = bad with { Currency = 0 };
        Assert.Equal(Verdict.UnknownParty, Of(bad));
        bad = Change(bad, c => c with { From = 0, To = 0 });
        Assert.Equal(Verdict.SameParty, Of(bad));
        bad = Change(bad, c => c with { To = 1 });
        Assert.Equal(Verdict.BadAmount, Of(bad));
        bad = Change(bad, c => c with { AmountMinor = 1 });
        Assert.Equal(Verdict.BadPriority, Of(bad));
        bad = Change(bad, c => c with { Priority = Priority.High });
        Assert.Equal(Verdict.BadTime, Of(bad));
        bad = Change(bad, c => c with { NotBefore = 0 });
        Assert.Equal(Verdict.Accepted, Of(bad));
    }

    [Fact]
    public void I3_Sums_that_could_overflow_are_refused_before_any_system_adds_them_up()
    {
        var ledger = new Ledger(Books.Alone(Engines.Unbounded(3) with { Days = Books.LongDay }, window: 1 << 12));
        int accepted = 0;
        for (int i = 0; i < 200; i++)
        {
            CommandResult result = ledger.Execute(Books.Open + i, Books.Pay(Books.Id(i), 0, 1, Huge))[0];
            accepted += result.Verdict == Verdict.Accepted ? 1 : 0;
            Assert.True(result.Verdict is Verdict.Accepted or Verdict.TooLarge);
        }

        Assert.InRange(accepted, 1, 4);
        Assert.Equal(accepted * Huge, ledger.BalanceOf(0, 1));
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 300, Books.Pay(Books.Id(900), 1, 2, 5))[0].Verdict);
    }

    [Fact]
    public void A_queue_of_unfunded_giants_takes_the_room_of_its_payer_alone()
    {
        SystemDefinition system = Engines.Gross(
            [10, 10, 10], QueueDiscipline.Fifo, Engines.OnChange(MechanismKind.Partial),
            Engines.OnChange(MechanismKind.Bilateral), Engines.OnChange(MechanismKind.AllOrNothing));
        var ledger = new Ledger(Books.Alone(system, window: 1 << 12));
        for (int i = 0; i < 50; i++)
        {
            ledger.Execute(
                Books.Open + i, Books.Pay(Books.Id(i), 0, 1, Huge), Books.Pay(Books.Id(100 + i), 1, 0, Huge));
        }

        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 60, Books.Pay(Books.Id(900), 2, 1, 5))[0].Verdict);
        Assert.Equal(5, ledger.BalanceOf(0, 2));
        Assert.Equal(30, ledger.BalanceOf(0, 0) + ledger.BalanceOf(0, 1) + ledger.BalanceOf(0, 2));
    }

    [Fact]
    public void A_slice_that_is_none_is_the_fault_of_the_shell()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(100, 100)));
        ledger.Execute(Books.Open, Good);
        Assert.Throws<ArgumentException>(() => ledger.Execute(Books.Open, Good));
        Assert.Throws<ArgumentException>(() => ledger.Execute(long.MaxValue, Good));
        Assert.Throws<ArgumentException>(() => ledger.Execute(Books.Open + 1, new LedgerCommand[5]));
        Assert.Throws<ArgumentException>(() => ledger.Execute(
            Books.Open + 2, Good with { Id = Books.Id(5) }, Books.Order(Books.Id(3), SettlementCommand.Halt(0))));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Whatever_octets_a_command_is_made_of_it_is_answered(ulong seed)
    {
        Draw draw = new(seed);
        var ledger = new Ledger(Books.Alone(Books.Gross(1_000, 1_000, 1_000), window: 1 << 10));
        long time = Books.Open;
        int[] numbers = [int.MinValue, -1, 0, 1, 2, 3, 64, int.MaxValue];
        long[] amounts = [long.MinValue, -Huge - 1, -1, 0, 1, 5, 50, Huge, Huge + 1, long.MaxValue];
        for (int i = 0; i < 20_000; i++)
        {
            LedgerCommand command = new()
            {
                Id = draw.Percent(5) ? InstructionId.None : Books.Id(draw.Between(0, 5_000)),
                Member = (byte)(draw.Percent(90) ? 0 : draw.Between(0, 255)),
                Currency = (byte)(draw.Percent(90) ? 0 : draw.Between(0, 255)),
                Command = new SettlementCommand
                {
                    Kind = (CommandKind)draw.Between(0, draw.Percent(90) ? 15 : 255),
                    From = draw.OneOf(numbers),
                    To = draw.OneOf(numbers),
                    Payment = draw.Percent(50) ? draw.OneOf(numbers) : draw.Between(0, Math.Max(1, ledger.NextNumber)),
                    AmountMinor = draw.Percent(50) ? draw.OneOf(amounts) : draw.Between(1, 100),
                    Priority = (Priority)draw.Between(0, 3),
                    PaymentKind = (byte)draw.Between(0, 4),
                    Flag = draw.Percent(10),
                    NotBefore = draw.Percent(80) ? 0 : draw.OneOf(amounts),
                    NotAfter = draw.Percent(80) ? 0 : draw.OneOf(amounts),
                },
            };
            ledger.Execute(++time, command);
            while (ledger.FirstRun is not null)
            {
                ledger.Sealed();
            }
        }

        Assert.True(ledger.NextNumber > 100, $"seed {seed}");
    }

    private static LedgerCommand Change(LedgerCommand command, Func<SettlementCommand, SettlementCommand> change) =>
        command with { Command = change(command.Command) };

    private static LedgerCommand Bad(string bad)
    {
        LedgerCommand Of(SettlementCommand order) => Books.Order(Books.Id(1), order);
        LedgerCommand With(Func<SettlementCommand, SettlementCommand> change) => Change(Good, change);
        return bad switch
        {
            "no id" => Good with { Id = InstructionId.None },
            "number of nobody" => Good with { Id = InstructionId.Numbered(3, 1) },
            "last number" => Good with { Id = InstructionId.Numbered(0, ulong.MaxValue) },
            "held" => With(c => c with { Flag = true }),
            "leg" => Of(SettlementCommand.Leg(0, 0, 5)),
            "file" => Of(SettlementCommand.PostFile(0, 0)),
            "answer" => Of(SettlementCommand.Answer(0, 0, 0, yes: true)),
            "nets answered" => Of(SettlementCommand.NetsAnswered(0, posted: true)),
            "net refused" => Of(SettlementCommand.NetRefused(0, 0, 5)),
            "no command" => With(c => c with { Kind = (CommandKind)99 }),
            "other currency" => Good with { Currency = 1 },
            "payer -1" => With(c => c with { From = -1 }),
            "payer 3" => With(c => c with { From = 3 }),
            "payer min" => With(c => c with { From = int.MinValue }),
            "payee -1" => With(c => c with { To = -1 }),
            "payee max" => With(c => c with { To = int.MaxValue }),
            "to itself" => With(c => c with { To = 0 }),
            "nothing" => With(c => c with { AmountMinor = 0 }),
            "negative" => With(c => c with { AmountMinor = -1 }),
            "least" => With(c => c with { AmountMinor = long.MinValue }),
            "most" => With(c => c with { AmountMinor = long.MaxValue }),
            "too large" => With(c => c with { AmountMinor = Huge + 1 }),
            "priority 3" => With(c => c with { Priority = (Priority)3 }),
            "before 1970" => With(c => c with { NotBefore = -1 }),
            "after 9999" => With(c => c with { NotAfter = long.MaxValue }),
            _ => BadOrder(bad, Of),
        };
    }

    private static LedgerCommand BadOrder(string bad, Func<SettlementCommand, LedgerCommand> of) => bad switch
    {
        "member 1" => of(SettlementCommand.Halt(0)) with { Member = 1 },
        "cancel nothing" => of(SettlementCommand.Cancel(0, -1, 0)),
        "cancel unknown" => of(SettlementCommand.Cancel(0, 1, 0)),
        "cancel of another" => of(SettlementCommand.Cancel(0, 0, 1)),
        "cancel by nobody" => of(SettlementCommand.Cancel(0, 0, 5)),
        "priority of unknown" => of(SettlementCommand.Reprioritise(0, int.MaxValue, 0, Priority.High)),
        "credit -1" => of(SettlementCommand.SetCredit(0, 0, -1)),
        "credit too large" => of(SettlementCommand.SetCredit(0, 0, Huge + 1)),
        "credit of nobody" => of(SettlementCommand.SetCredit(0, 3, 1)),
        "limit to itself" => of(SettlementCommand.SetLimit(0, 1, 1, 5)),
        "limit to nobody" => of(SettlementCommand.SetLimit(0, 1, -1, 5)),
        "limit -1" => of(SettlementCommand.SetLimit(0, 1, 0, -1)),
        "reserve of class 3" => of(SettlementCommand.SetReserve(0, 0, 3, 5)),
        "reserve too large" => of(SettlementCommand.SetReserve(0, 0, 0, Huge)),
        "reserve -1" => of(SettlementCommand.SetReserve(0, 0, 0, -1)),
        "balance 0" => of(SettlementCommand.AddBalance(0, 0, 0)),
        "balance too large" => of(SettlementCommand.AddBalance(0, 0, long.MaxValue)),
        "balance least" => of(SettlementCommand.AddBalance(0, 0, long.MinValue)),
        "fund 0" => of(SettlementCommand.Fund(0, 0, 0, supplemental: true)),
        "withdraw too large" => of(SettlementCommand.Withdraw(0, 0, long.MaxValue)),
        "close before now" => of(SettlementCommand.MoveClose(0, Books.Open)),
        "close never" => of(SettlementCommand.MoveClose(0, long.MaxValue)),
        "suspend nobody" => of(SettlementCommand.Suspend(0, 3)),
        "default nobody" => of(SettlementCommand.Default(0, -1)),
        "answer habit too long" => of(SettlementCommand.SetAnswer(0, 0, long.MaxValue, refuses: false)),
        "order without id" => of(SettlementCommand.Halt(0)) with { Id = InstructionId.None },
        "order with priority 9" => of(SettlementCommand.Halt(0) with { Priority = (Priority)9 }),
        _ => throw new ArgumentOutOfRangeException(nameof(bad), bad, "no such command"),
    };
}
