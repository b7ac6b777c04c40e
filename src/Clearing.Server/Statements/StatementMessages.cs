using System.Buffers;
using System.Globalization;
using Clearing.Grains.Past;
using Clearing.Messages;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;
using Clearing.Server.Ledgers;

namespace Clearing.Server.Statements;

/// <summary>
/// A page of a statement as messages: camt.052 or camt.053, one of them, or MT 940 or 950, as many as it takes, since
/// a text of those has 2,000 characters at most.
/// </summary>
internal static class StatementMessages
{
    /// <summary>Lines of one MT; a page of them has a multiple of it, so that their sequence has no gap.</summary>
    public const int LinesOfMt = 10;

    private const string Network = "CLRGXXXX";

    /// <param name="sheet">What is told.</param>
    /// <param name="format">As which message.</param>
    /// <param name="limit">The most lines of a page, by which pages are counted.</param>
    /// <param name="to">Where to.</param>
    public static void Write(StatementSheet sheet, StatementFormat format, int limit, IBufferWriter<byte> to)
    {
        MessageErrors errors = new();
        if (!StatementFormats.IsMt(format))
        {
            AccountReport report = ReportOf(sheet, format, sheet.Page, (sheet.Page.Told / limit) + 1);
            string document = format == StatementFormat.Camt052 ? "camt.052.001.08" : "camt.053.001.08";
            IsoWriter.Write(Good(ReportWriter.ToIso(report, errors, documentId: document), errors), to);
            return;
        }

        string type = format == StatementFormat.Mt940 ? "940" : "950";
        foreach ((StatementPage part, int sequence) in Parts(sheet.Page))
        {
            AccountReport report = ReportOf(sheet, format, part, sequence);
            FinWriter.Write(Good(ReportWriter.ToFin(report, errors, type), errors), to);
            to.Write("\r\n"u8);
        }
    }

    private static T Good<T>(T? message, MessageErrors errors)
        where T : class => message
        ?? throw new InvalidOperationException($"A statement cannot be written: {errors.All[0].What}");

    // A page in the pieces of one message each; one without lines is one.
    private static IEnumerable<(StatementPage Part, int Sequence)> Parts(StatementPage page)
    {
        long opening = page.OpeningMinor;
        int first = 0;
        do
        {
            StatementLine[] lines = [.. page.Lines.Skip(first).Take(LinesOfMt)];
            long closing = lines.Length == 0 ? page.ClosingMinor : lines[^1].BalanceMinor;
            int told = page.Told + first;
            first += lines.Length;
            StatementPage part = page with
            {
                OpeningMinor = opening,
                ClosingMinor = closing,
                Lines = lines,
                Told = told,
                Next = first < page.Lines.Count ? default(StatementPlace) : page.Next,
            };
            yield return (part, (told / LinesOfMt) + 1);
            opening = closing;
        }
        while (first < page.Lines.Count);
    }

    private static AccountReport ReportOf(StatementSheet sheet, StatementFormat format, StatementPage page, int number)
    {
        bool isInterim = format == StatementFormat.Camt052;
        bool isLast = page.Next is null;
        DateOnly from = sheet.DateAt(sheet.FromUs);
        DateOnly until = sheet.DateAt(isLast || page.Lines.Count == 0 ? sheet.ClosingUs : page.Lines[^1].Time);
        string bic = sheet.Owner.Bic;
        return new AccountReport
        {
            Kind = isInterim ? AccountReportKind.InterimReport : AccountReportKind.Statement,
            Reference = string.Create(CultureInfo.InvariantCulture, $"S{from:yyMMdd}N{number:D5}"),
            Servicer = new Agent { Bic = Network },
            Recipient = bic.Length == 0 ? null : new Agent { Bic = bic },
            Account = $"{sheet.System}-{sheet.Owner.Id}",
            Currency = sheet.Currency.Code,
            StatementNumber = from.DayOfYear,
            SequenceNumber = number,
            CreatedAt = DateTimeOffset.UnixEpoch.AddTicks(sheet.ClosingUs * TimeSpan.TicksPerMicrosecond),
            Balances =
            [
                new Balance("OPBD", from, sheet.Amount(page.OpeningMinor), page.Told > 0),
                new Balance(isInterim ? "ITBD" : "CLBD", until, sheet.Amount(page.ClosingMinor), !isLast),
            ],
            Entries = [.. page.Lines.Select(line => EntryOf(sheet, line))],
        };
    }

    private static StatementEntry EntryOf(StatementSheet sheet, StatementLine line)
    {
        ServedParticipant? other = sheet.OtherOf(line);
        DateOnly date = sheet.DateAt(line.Time);
        string? id = StatementWords.IdOf(line);
        bool isUetr = id is { Length: 36 } && id[14] == '4';
        bool isPayment = line.Kind == StatementKind.Payment;
        string number = line.Payment < 0
            ? "NONREF"
            : string.Create(CultureInfo.InvariantCulture, $"N{line.Payment}");
        return new StatementEntry
        {
            Amount = sheet.Amount(line.AmountMinor),
            ValueDate = date,
            BookingDate = date,
            Code = isPayment ? "TRF" : "MSC",
            Domain = !isPayment ? null : line.AmountMinor < 0 ? "PMNT/ICDT/FICT" : "PMNT/RCDT/FICT",
            OwnerReference = number,
            Uetr = isUetr ? id : null,
            Supplement = isPayment ? NameOf(other) : StatementWords.Of(line.Kind),
            Information = id is null ? [] : [isUetr ? $"UETR {id}" : $"ID {id}"],
        };
    }

    private static string? NameOf(ServedParticipant? other) =>
        other is null ? null : other.Bic.Length > 0 ? other.Bic : other.Id;
}
