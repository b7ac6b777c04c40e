using System.Buffers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>
/// Traces of every kind, given to a ledger slice by slice, come to what they come to without it; the money of each
/// system
/// is all there after every slice; and a ledger that is saved and loaded goes on as if it had never been.
/// </summary>
public sealed class LedgerTraceTests
{
    private const long Never = 1_000_000;

    public static TheoryData<Families> Alone => FamilyAgreementTests.Alone;

    [Fact]
    public void A_ledger_comes_to_what_its_engine_comes_to() => Traces.ForAll(Traces.Count(1_000), trace => Run(trace));

    [Theory]
    [MemberData(nameof(Alone))]
    public void A_ledger_comes_to_what_its_engine_comes_to_in_every_family(Families families) =>
        Traces.ForAll(Traces.Count(300), seed => FamilyTraces.Draw(seed, families), Run);

    [Fact]
    public void A_ledger_comes_to_what_its_engine_comes_to_in_mixtures_of_families() =>
        Traces.ForAll(Traces.Count(1_000), seed => FamilyTraces.DrawMix(seed, Families.All), Run);

    [Fact]
    public void A_ledger_of_linked_systems_comes_to_what_they_come_to()
    {
        for (ulong seed = 1; seed <= (ulong)Traces.Count(500); seed++)
        {
            (ArrangementBook book, SettlementCommand[] payments) = LinkTraces.Draw(seed);
            List<(int, SettlementEvent)> expected = [];
            Arrangement plain = new(
                book with { FirstMade = Ledger.FirstMade, Records = false },
                (member, events) => expected.AddRange(events.ToArray().Select(e => (member, e))));
            plain.Execute(payments);
            plain.AdvanceTo(Never + 1);
            var ledger = new Ledger(new LedgerBook
            {
                Arrangement = book with { Scripts = [[], []] },
                Payers = [.. payments.Select(p => p.From)],
                Window = 64,
            });
            List<(int, SettlementEvent)> found = [];
            LedgerCommand[] commands =
            [
                .. book.Scripts.SelectMany((script, member) => script.Select(order =>
                    new LedgerCommand { IsScripted = true, Member = (byte)member, Command = order })),
                .. payments.Select(payment => new LedgerCommand { IsScripted = true, Command = payment }),
            ];
            foreach (IGrouping<long, LedgerCommand> slice in
                commands.GroupBy(c => c.Command.Time).Where(g => g.Key > long.MinValue).OrderBy(g => g.Key))
            {
                ledger.Execute(slice.Key, [.. slice]);
                Collect(ledger, found);
            }

            ledger.Execute(Never);
            Collect(ledger, found);
            Assert.Equal(expected.Where(e => e.Item1 == 0), found.Where(e => e.Item1 == 0));
            Assert.Equal(expected.Where(e => e.Item1 == 1), found.Where(e => e.Item1 == 1));
            Assert.Null(ledger.MoneyFault());
            Assert.False(ledger.CanSave);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_remembered_is_saved_and_loaded_with_everything_else(ulong seed)
    {
        Draw draw = new(seed);
        LedgerBook book = Books.Alone(Books.Gross(5, 1_000, 1_000));
        var plain = new Ledger(book);
        var saved = new Ledger(book);
        ulong[] numbers = new ulong[3];
        for (long time = Books.Open; time < Books.Open + 1_500; time++)
        {
            LedgerCommand[] slice = [.. Enumerable.Range(0, draw.Between(0, 4)).Select(_ => Next(draw, numbers))];
            Assert.Equal(plain.Execute(time, slice), saved.Execute(time, slice));
            Seal(plain);
            Seal(saved);
            if (draw.Percent(5))
            {
                saved = Reload(book, saved);
            }

            int number = draw.Between(0, plain.NextNumber);
            Assert.Equal(plain.FateOf(number), saved.FateOf(number));
        }

        Assert.Equal(plain.RunsMade, saved.RunsMade);
        Assert.Equal(Octets(plain), Octets(saved));
    }

    [Fact]
    public void What_is_no_state_of_the_ledger_is_said_to_be_none()
    {
        LedgerBook book = Books.Alone(Books.Gross(5, 1_000, 1_000));
        var ledger = new Ledger(book);
        ledger.Execute(Books.Open, Books.Pay(Books.Id(1), 1, 2, 5), Books.Pay(Books.Id(2), 0, 2, 500));
        byte[] octets = Octets(ledger);
        for (int length = 0; length < octets.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => Ledger.Load(book, octets.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => Ledger.Load(
            Books.Alone(Books.Gross(5, 1_000, 1_000), window: 128), octets));
    }

    private static void Run(Trace trace)
    {
        int payments = trace.Commands.Where(c => c.Kind == CommandKind.Submit).Select(c => c.Payment + 1)
            .DefaultIfEmpty(0).Max();
        LedgerBook book = Books.Alone(trace.System, scripted: payments);
        var ledger = new Ledger(book);
        SettlementEngine engine = new(trace.System);
        EventBuffer expected = new();
        engine.Execute(trace.Commands, expected);
        engine.AdvanceTo(Never + 1, expected);
        List<(int, SettlementEvent)> found = [];
        foreach (IGrouping<long, SettlementCommand> slice in trace.Commands.GroupBy(c => c.Time))
        {
            ledger.Execute(
                slice.Key, [.. slice.Select(c => new LedgerCommand { IsScripted = true, Command = c })]);
            Collect(ledger, found);
            Assert.True(ledger.MoneyFault() is null, $"seed {trace.Seed}: {ledger.MoneyFault()}");
            ledger = slice.Key % 3 == 0 ? Reload(book, ledger) : ledger;
        }

        ledger.Execute(Never);
        Collect(ledger, found);
        Assert.True(ledger.MoneyFault() is null, $"seed {trace.Seed}: {ledger.MoneyFault()}");
        Assert.Equal(expected.Events.ToArray(), found.Select(e => e.Item2));
        Assert.Equal(engine.StateHash(), ledger.StateHash());
    }

    private static void Collect(Ledger ledger, List<(int, SettlementEvent)> events)
    {
        foreach (EventRun run in ledger.Events.Runs)
        {
            foreach (SettlementEvent e in ledger.Events.Events.Slice(run.Start, run.Count))
            {
                events.Add((run.Member, e));
            }
        }
    }

    private static LedgerCommand Next(Draw draw, ulong[] numbers)
    {
        int from = draw.Between(0, 2);
        int participant = draw.Between(0, 2);
        InstructionId id = draw.Percent(50)
            ? Books.Id(draw.Between(0, 600))
            : InstructionId.Numbered(participant, numbers[participant] += (ulong)draw.Between(0, 2));
        return Books.Pay(id, from, (from + 1) % 3, draw.Between(1, 3));
    }

    private static Ledger Reload(LedgerBook book, Ledger ledger) => Ledger.Load(book, Octets(ledger));

    private static byte[] Octets(Ledger ledger)
    {
        ArrayBufferWriter<byte> octets = new();
        ledger.Save(octets);
        return octets.WrittenSpan.ToArray();
    }

    private static void Seal(Ledger ledger)
    {
        while (ledger.FirstRun is not null)
        {
            ledger.Sealed();
        }
    }
}
