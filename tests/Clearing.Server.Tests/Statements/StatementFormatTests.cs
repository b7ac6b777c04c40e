using System.Buffers;
using System.Text;
using Clearing.Grains.Past;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;
using Clearing.Server.Statements;
using Clearing.Server.Tests.Bench;
using Clearing.Server.Tests.Http;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using StatementLine = Clearing.Grains.Past.StatementLine;

namespace Clearing.Server.Tests.Statements;

/// <summary>What is written is read back by the readers of this program, without an error, as what it was.</summary>
public sealed class StatementFormatTests
{
    private const long Opening = 1_000_000;

    [Theory]
    [InlineData(StatementFormat.Mt940, 0)]
    [InlineData(StatementFormat.Mt940, 1)]
    [InlineData(StatementFormat.Mt940, 10)]
    [InlineData(StatementFormat.Mt940, 37)]
    [InlineData(StatementFormat.Mt950, 37)]
    [InlineData(StatementFormat.Camt052, 0)]
    [InlineData(StatementFormat.Camt052, 37)]
    [InlineData(StatementFormat.Camt053, 37)]
    public void A_message_is_good_and_says_the_balances_and_movements_of_the_statement(
        StatementFormat format, int lines)
    {
        StatementSheet sheet = SheetOf(lines);
        ArrayBufferWriter<byte> octets = new();
        StatementMessages.Write(sheet, format, 1_000, octets);
        List<AccountReport> reports = Read(octets.WrittenMemory, format);
        Assert.Equal(
            StatementFormats.IsMt(format) ? Math.Max(1, (lines + 9) / 10) : 1, reports.Count);
        long balance = Opening;
        int told = 0;
        foreach ((AccountReport report, int i) in reports.Select((report, i) => (report, i)))
        {
            Assert.Equal(("rtgs-ALPHA", "USD", i + 1), (report.Account, report.Currency, report.SequenceNumber));
            Assert.Equal(AmountOf(report, "OPBD"), balance);
            foreach (Messages.Instructions.StatementEntry entry in report.Entries)
            {
                StatementLine line = sheet.Page.Lines[told++];
                Assert.True(entry.Amount.TryToMinor(2, out long amount));
                Assert.Equal((line.AmountMinor, new DateOnly(2026, 1, 5)), (amount, entry.ValueDate));
                Assert.Equal(line.Payment < 0 ? "NONREF" : $"N{line.Payment}", entry.OwnerReference);
                balance += amount;
            }

            bool isLast = i == reports.Count - 1;
            Balance closing = report.Balances.Single(b => b.Code is "CLBD" or "ITBD");
            Assert.Equal((balance, !isLast), (AmountOf(report, closing.Code), closing.IsIntermediate));
        }

        Assert.Equal((lines, sheet.Page.ClosingMinor), (told, balance));
    }

    [Fact]
    public void A_page_in_the_middle_says_that_it_is_neither_the_first_nor_the_last_and_has_the_next_number()
    {
        StatementSheet sheet = SheetOf(20);
        sheet = sheet with
        {
            Page = sheet.Page with { Told = 20, Next = new StatementPlace(9, 8, 7, 40) },
        };
        foreach (StatementFormat format in new[] { StatementFormat.Mt940, StatementFormat.Camt053 })
        {
            ArrayBufferWriter<byte> octets = new();
            StatementMessages.Write(sheet, format, 20, octets);
            List<AccountReport> reports = Read(octets.WrittenMemory, format);
            Assert.Equal(
                StatementFormats.IsMt(format) ? [3, 4] : [2], reports.Select(report => report.SequenceNumber!.Value));
            Assert.All(reports, report => Assert.All(report.Balances, one => Assert.True(one.IsIntermediate)));
        }
    }

    [Fact]
    public void X6_Nothing_in_a_csv_is_a_formula_and_every_field_comes_back()
    {
        Assert.Equal("'=HYPERLINK(1)", StatementCsv.Field("=HYPERLINK(1)"));
        Assert.Equal("\"'@a,\"\"b\"\"\"", StatementCsv.Field("@a,\"b\""));
        Assert.Equal("\"'\r=1\"", StatementCsv.Field("\r=1"));
        Assert.All("=+-@\t\r\n", c => Assert.StartsWith("'", StatementCsv.Field(c + "x").Trim('"')));
        Assert.Equal("ALDER", StatementCsv.Field("ALDER"));
        ArrayBufferWriter<byte> octets = new();
        StatementCsv.Write(SheetOf(3), octets);
        string[] rows = Encoding.UTF8.GetString(octets.WrittenSpan).Split("\r\n");
        Assert.Equal("time,kind,amount,balance,currency,counterparty,payment_id,payment_number,route", rows[0]);
        Assert.Equal(
            [
                "2026-01-05T12:00:00.000000Z,opening,,10000.00,USD,,,,",
                $"2026-01-05T12:00:00.000001Z,payment,-1.00,9999.00,USD,BETA,{HttpReader.Uetr(0)},0,queue",
                $"2026-01-05T12:00:00.000002Z,payment,1.01,10000.01,USD,BETA,{HttpReader.Uetr(1)},1,queue",
                "2026-01-05T12:00:00.000003Z,net-posted,-1.02,9998.99,USD,,,,",
                "2026-01-05T12:00:00.000500Z,closing,,9998.99,USD,,,,",
                "",
            ],
            rows[1..]);
    }

    [Fact]
    public void A_place_in_a_statement_survives_being_a_word_and_nothing_else_is_one()
    {
        Server.Http.Reading.StatementCursor cursor = new(-5, long.MaxValue, new StatementPlace(9, 8, 7, 6));
        Assert.True(Server.Http.Reading.StatementCursor.TryRead(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
        const string TooMany = "MS4yLjMuNC41Ljk5OTk5OTk5OTk5";
        foreach (string word in new[] { "", "x", cursor.ToString()[..^3], new string('A', 400), TooMany })
        {
            Assert.False(Server.Http.Reading.StatementCursor.TryRead(word, out _), word);
        }
    }

    private static StatementSheet SheetOf(int count)
    {
        List<StatementLine> lines = [];
        long balance = Opening;
        for (int i = 0; i < count; i++)
        {
            bool isPayment = i % 3 != 2;
            long amount = (i % 2 == 0 ? -1 : 1) * (100 + i);
            balance += amount;
            lines.Add(new StatementLine(
                Times.Noon + i + 1, amount, balance,
                isPayment ? HttpReader.IdOf(HttpReader.Uetr(i)) : InstructionId.None, isPayment ? i : -1,
                isPayment ? 1 : -1, isPayment ? StatementKind.Payment : StatementKind.NetPosted,
                isPayment ? Route.Queue : Route.None));
        }

        return new StatementSheet(
            World.Serve(new FakeLedger()), 0, 0, Times.Noon, Times.Noon + 500,
            new StatementPage
            {
                OpeningMinor = Opening,
                ClosingMinor = balance,
                Lines = lines,
                Told = 0,
                Sequence = 9,
                Time = Times.Noon + 1_000,
                Next = null,
            });
    }

    private static long AmountOf(AccountReport report, string code)
    {
        Assert.True(report.Balances.Single(b => b.Code == code).Amount.TryToMinor(2, out long amount));
        return amount;
    }

    private static List<AccountReport> Read(ReadOnlyMemory<byte> octets, StatementFormat format)
    {
        MessageReader judge = new();
        MessageErrors errors = new();
        MessageFacts facts = default;
        List<AccountReport> reports = [];
        using MemoryStream stream = new(octets.ToArray());
        MessageSplitter splitter = new(stream);
        while (splitter.Read())
        {
            Assert.True(
                judge.Read(splitter.Message, ref facts, errors),
                string.Join("; ", errors.All.Select(e => e.ToString())));
            Assert.True(splitter.Message.Length <= 2_100 || !StatementFormats.IsMt(format));
            Losses losses = new();
            AccountReport? report = StatementFormats.IsMt(format)
                ? ReportReader.Read(FinMessage.Parse(splitter.Message)!, losses, errors)
                : ReportReader.Read(IsoMessage.Parse(splitter.Message)!, 0, losses, errors);
            Assert.False(errors.Any);
            Assert.Empty(losses.All);
            reports.Add(report!);
        }

        return reports;
    }
}
