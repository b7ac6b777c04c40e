using System.Buffers;
using System.Globalization;
using System.Text;
using Clearing.Grains.Past;
using Clearing.Server.Http;
using Clearing.Server.Ledgers;

namespace Clearing.Server.Statements;

/// <summary>
/// A page of a statement as CSV (RFC 4180): a row for the opening balance, one a line, one for the closing balance.
/// What a spreadsheet would take for a formula has an apostrophe before it.
/// </summary>
internal static class StatementCsv
{
    private const string Header =
        "time,kind,amount,balance,currency,counterparty,payment_id,payment_number,route\r\n";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static void Write(StatementSheet sheet, IBufferWriter<byte> to)
    {
        StringBuilder text = new(Header);
        Row(text, sheet, sheet.FromUs, "opening", "", sheet.Page.OpeningMinor, "", "", "", "");
        foreach (StatementLine line in sheet.Page.Lines)
        {
            ServedParticipant? other = sheet.OtherOf(line);
            Row(
                text, sheet, line.Time, StatementWords.Of(line.Kind), sheet.Text(line.AmountMinor), line.BalanceMinor,
                other?.Id ?? "", StatementWords.IdOf(line) ?? "",
                line.Payment < 0 ? "" : line.Payment.ToString(CultureInfo.InvariantCulture),
                LookWords.Of(line.Route) ?? "");
        }

        bool isLast = sheet.Page.Next is null;
        long time = isLast || sheet.Page.Lines.Count == 0 ? sheet.ClosingUs : sheet.Page.Lines[^1].Time;
        Row(text, sheet, time, isLast ? "closing" : "carried", "", sheet.Page.ClosingMinor, "", "", "", "");
        Encoding.UTF8.GetBytes(text.ToString(), to);
    }

    /// <summary>A text as a field: defused and, where it has to be, quoted.</summary>
    public static string Field(string text)
    {
        string safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special)
            ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : safe;
    }

    // Amounts are numbers and stay so, also negative ones.
    private static void Row(
        StringBuilder text, StatementSheet sheet, long timeUs, string kind, string amount, long balanceMinor,
        string counterparty, string id, string number, string route) =>
        text.Append(HttpText.Time(timeUs)).Append(',').Append(kind).Append(',').Append(amount).Append(',')
            .Append(sheet.Text(balanceMinor)).Append(',').Append(Field(sheet.Currency.Code)).Append(',')
            .Append(Field(counterparty)).Append(',').Append(Field(id)).Append(',').Append(number).Append(',')
            .Append(route).Append("\r\n");
}
