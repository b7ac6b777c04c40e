using System.Buffers;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>
/// Each instruction has its effect once: the filter and its memory against a dictionary that forgets nothing, on traces
/// that are small enough for windows to pass over everything many times.
/// </summary>
public sealed class OnceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void N2_N3_Ids_are_known_exactly_as_a_dictionary_knows_them_whatever_leaves_memory(ulong seed)
    {
        Draw draw = new(seed);
        var ledger = new Ledger(Books.Alone(Books.Gross(20, 1_000, 1_000, 1_000)));
        Dictionary<InstructionId, (int Number, LedgerCommand Body)> naive = [];
        Dictionary<InstructionId, ArchivedInstruction> archive = [];
        ulong[] numbered = new ulong[4];
        for (long time = Books.Open; time < Books.Open + 3_000; time++)
        {
            LedgerCommand[] slice = [.. Enumerable.Range(0, draw.Between(0, 4)).Select(_ => Next(draw, numbered))];

            // As the shell does it: what the archive knows does not reach the ledger.
            slice = [.. slice.Where(command => !IsArchived(ledger, archive, naive, command))];
            CommandResult[] results = ledger.Execute(time, slice);
            for (int i = 0; i < slice.Length; i++)
            {
                Compare(ledger, naive, numbered, slice[i], results[i]);
            }

            Seal(ledger, archive, draw.Percent(30));
        }

        Assert.True(archive.Count > 1_000, $"seed {seed}: only {archive.Count} left memory");
        Assert.Equal(ledger.NextNumber, naive.Count);
    }

    [Fact]
    public void What_waits_when_its_turn_to_leave_comes_is_remembered_until_it_has_ended_and_leaves_then()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(0, 1_000, 1_000)));
        LedgerCommand waits = Books.Pay(Books.Id(0), 0, 1, 7);
        Assert.Equal(new CommandResult(Verdict.Accepted, 0), ledger.Execute(Books.Open, waits)[0]);
        Dictionary<InstructionId, ArchivedInstruction> archive = [];
        for (int i = 1; i <= 300; i++)
        {
            ledger.Execute(Books.Open + i, Books.Pay(Books.Id(i), 1, 2, 1));
            Seal(ledger, archive, true);
        }

        Assert.False(archive.ContainsKey(waits.Id));
        Assert.Equal(FateStatus.Queued, ledger.FateOf(0).Status);
        Assert.Equal(new CommandResult(Verdict.Repeated, 0), ledger.Execute(Books.Open + 301, waits)[0]);
        Assert.Equal(
            new CommandResult(Verdict.Different, 0),
            ledger.Execute(Books.Open + 302, Books.Pay(waits.Id, 0, 1, 8))[0]);
        ledger.Execute(Books.Open + 303, Books.Pay(Books.Id(1_000), 1, 0, 7));
        Assert.Equal(FateStatus.Settled, ledger.FateOf(0).Status);
        for (int i = 400; i < 500; i++)
        {
            ledger.Execute(Books.Open + i, Books.Pay(Books.Id(i), 1, 2, 1));
            Seal(ledger, archive, true);
        }

        Assert.Equal(FateStatus.Unknown, ledger.FateOf(0).Status);
        ArchivedInstruction archived = archive[waits.Id];
        Assert.Equal(
            (0, FateStatus.Settled, Route.Queue), (archived.Number, archived.Fate.Status, archived.Fate.Route));
        Assert.True(archived.IsSameAs(waits));
        Assert.False(archived.IsSameAs(Books.Pay(waits.Id, 0, 1, 8)));
    }

    [Fact]
    public void R5_A_saved_state_is_what_its_journal_makes_also_when_only_repetitions_came_last()
    {
        LedgerBook book = Books.Alone(Books.Gross(1_000, 1_000));
        Ledger live = new(book);
        Ledger replayed = new(book);
        live.Execute(Books.Open, Books.Pay(Books.Id(0), 0, 1, 7));
        replayed.Execute(Books.Open, Books.Pay(Books.Id(0), 0, 1, 7));

        // What has no effect is not journaled.
        Assert.Equal(Verdict.Repeated, live.Execute(Books.Open + 5, Books.Pay(Books.Id(0), 0, 1, 7))[0].Verdict);
        Assert.Equal(Verdict.SameParty, live.Execute(Books.Open + 6, Books.Pay(Books.Id(1), 1, 1, 7))[0].Verdict);

        Assert.Equal(StateOf(replayed), StateOf(live));
        Assert.Equal(Books.Open, Ledger.Load(book, StateOf(live)).Now);
    }

    [Fact]
    public void Numbers_may_come_out_of_order_within_the_window_and_no_more_behind_it()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(1_000, 1_000), window: 1_024, numberWindow: 64));
        LedgerCommand Numbered(ulong number) => Books.Pay(InstructionId.Numbered(1, number), 1, 0, 1);
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open, Numbered(100))[0].Verdict);
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 1, Numbered(37))[0].Verdict);
        Assert.Equal(Verdict.TooOld, ledger.Execute(Books.Open + 2, Numbered(36))[0].Verdict);
        Assert.Equal(Verdict.Repeated, ledger.Execute(Books.Open + 3, Numbered(37))[0].Verdict);
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 4, Numbered(163))[0].Verdict);
        Assert.Equal(Verdict.Repeated, ledger.Execute(Books.Open + 5, Numbered(100))[0].Verdict);
        Assert.Equal(Verdict.Accepted, ledger.Execute(Books.Open + 6, Numbered(ulong.MaxValue - 1))[0].Verdict);
        Assert.Equal(Verdict.TooOld, ledger.Execute(Books.Open + 7, Numbered(165))[0].Verdict);
        Assert.Equal(Verdict.BadId, ledger.Execute(Books.Open + 8, Numbered(ulong.MaxValue))[0].Verdict);
    }

    [Fact]
    public void N3_A_number_that_its_window_passed_over_is_known_until_it_is_sealed()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(0, 1_000_000), window: 1_024, numberWindow: 64));
        Dictionary<InstructionId, ArchivedInstruction> archive = [];
        LedgerCommand waits = Books.Pay(InstructionId.Numbered(0, 1), 0, 1, 7);
        ledger.Execute(Books.Open, waits);
        for (int i = 1; i <= 3_000; i++)
        {
            var own = InstructionId.Numbered(1 - (i % 2), (ulong)(i + (i % 2)));
            ledger.Execute(Books.Open + i, Books.Pay(own, 1, 0, 1));
            Seal(ledger, archive, eager: true);
            for (int back = 0; back < 900 && back < i; back += 90)
            {
                InstructionId id = InstructionId.Numbered(1 - ((i - back) % 2), (ulong)(i - back + ((i - back) % 2)));
                Assert.True(archive.ContainsKey(id) || ledger.TryFind(id, out _), $"{id} after {i}");
            }
        }

        Assert.True(archive.Count > 1_000);
        Assert.True(ledger.TryFind(waits.Id, out int number) || archive.ContainsKey(waits.Id), $"{number}");
    }

    [Fact]
    public void N4_Of_two_in_one_slice_one_has_its_effect()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(1_000, 1_000)));
        LedgerCommand pay = Books.Pay(Books.Id(1), 0, 1, 10);
        CommandResult[] results = ledger.Execute(Books.Open, pay, pay, pay with { Currency = 0, Format = 9 });
        Assert.Equal([Verdict.Accepted, Verdict.Repeated, Verdict.Repeated], results.Select(r => r.Verdict));
        Assert.Equal(990, ledger.BalanceOf(0, 0));
    }

    [Fact]
    public void A_run_is_complete_soon_even_when_all_that_leaves_still_waits()
    {
        var ledger = new Ledger(Books.Alone(Books.Gross(0, 1_000)));
        ledger.Execute(Books.Open, Books.Pay(Books.Id(1), 1, 0, 1));
        for (int i = 0; i < 200; i++)
        {
            ledger.Execute(Books.Open + 1 + i, Books.Pay(Books.Id(100 + i), 0, 1, 50));
        }

        Assert.Equal(1, ledger.RunsMade);
        Assert.Equal(ArchivedInstruction.Octets, ledger.FirstRun!.Value.Entries.Length);
    }

    private static LedgerCommand Next(Draw draw, ulong[] numbered)
    {
        int from = draw.Between(0, 3);
        int to = (from + draw.Between(1, 3)) % 4;
        if (draw.Percent(50))
        {
            return Books.Pay(Books.Id(draw.Between(0, 2_000)), from, to, draw.Between(1, 2));
        }

        int participant = draw.Between(0, 3);
        ulong end = numbered[participant];
        ulong number = draw.Percent(70) ? end + (ulong)draw.Between(0, 3)
            : end - Math.Min(end, (ulong)draw.Between(1, 100));
        return Books.Pay(InstructionId.Numbered(participant, number), from, to, draw.Between(1, 2));
    }

    private static bool IsArchived(
        Ledger ledger, Dictionary<InstructionId, ArchivedInstruction> archive,
        Dictionary<InstructionId, (int Number, LedgerCommand Body)> naive, LedgerCommand command)
    {
        if (ledger.TryFind(command.Id, out _) || !ledger.MayBeArchived(command.Id)
            || !archive.TryGetValue(command.Id, out ArchivedInstruction archived))
        {
            return false;
        }

        (int number, LedgerCommand body) = naive[command.Id];
        Assert.Equal(number, archived.Number);
        Assert.Equal(command with { Format = 0 } == body with { Format = 0 }, archived.IsSameAs(command));
        return true;
    }

    private static void Compare(
        Ledger ledger, Dictionary<InstructionId, (int Number, LedgerCommand Body)> naive, ulong[] numbered,
        LedgerCommand command, CommandResult result)
    {
        InstructionId id = command.Id;
        bool isKnown = naive.TryGetValue(id, out (int Number, LedgerCommand Body) known);
        if (id.IsNumbered && id.Number + 64 < numbered[id.Participant]
            && !(isKnown && ledger.FateOf(known.Number).Status != FateStatus.Unknown))
        {
            Assert.Equal(Verdict.TooOld, result.Verdict);
            return;
        }

        if (isKnown)
        {
            Verdict expected = known.Body == command ? Verdict.Repeated : Verdict.Different;
            Assert.Equal(new CommandResult(expected, known.Number), result);
            return;
        }

        Assert.Equal(new CommandResult(Verdict.Accepted, naive.Count), result);
        naive.Add(id, (naive.Count, command));
        if (id.IsNumbered)
        {
            numbered[id.Participant] = Math.Max(numbered[id.Participant], id.Number + 1);
        }
    }

    // Sealing lags behind, but never by more than the ledger allows.
    private static byte[] StateOf(Ledger ledger)
    {
        ArrayBufferWriter<byte> octets = new();
        ledger.Save(octets);
        return octets.WrittenSpan.ToArray();
    }

    private static void Seal(Ledger ledger, Dictionary<InstructionId, ArchivedInstruction> archive, bool eager)
    {
        while (ledger.FirstRun is { } run && (eager || !ledger.MayAccept))
        {
            ReadOnlySpan<byte> entries = run.Entries.Span;
            for (; !entries.IsEmpty; entries = entries[ArchivedInstruction.Octets..])
            {
                var id = InstructionId.FromOctets(entries);
                archive.Add(id, ArchivedInstruction.Read(id, entries[16..ArchivedInstruction.Octets]));
            }

            ledger.Sealed();
        }
    }
}
