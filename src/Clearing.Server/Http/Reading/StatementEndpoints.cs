using System.Globalization;
using Clearing.Grains.Past;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Clearing.Server.Statements;
using Clearing.Settlement.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StatementLine = Clearing.Grains.Past.StatementLine;

namespace Clearing.Server.Http.Reading;

/// <summary>Statements, as of any moment and in every format.</summary>
internal static class StatementEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ReadDesk desk) =>
        routes.MapGet("/v1/ledgers/{ledger}/accounts/{participant}/statement", context => ReadDesk.GuardAsync(
                context, () => PageAsync(context, desk)))
            .Needs(Entitlement.ReadAccounts)
            .WithName("getStatement").WithTags("Accounts")
            .WithSummary("What went over an account, as JSON, CSV, MT 940 or 950, camt.052 or camt.053.")
            .Asks("system", "Name of a system of the ledger; may be left out where it has one.")
            .Asks("from", "Movements from this instant on; the open of the day when left out.")
            .Asks("at", "Movements up to and with this instant; now when left out.")
            .Asks("format", "json, csv, mt940, mt950, camt052 or camt053; also by Accept.")
            .Pages()
            .Answers(200, typeof(StatementAnswer));

    private static async Task PageAsync(HttpContext context, ReadDesk desk)
    {
        int member = -1;
        Paging page = default;
        StatementFormat format = default;
        StatementCursor cursor = default;
        if ((desk.TryFind(context, out ServedLedger ledger, out int account)
            ?? ReadDesk.TryMember(context, ledger, out member)
            ?? Paging.TryRead(context, out page)
            ?? TryFormat(context, out format)
            ?? TrySpan(context, ledger, desk.SystemsOf(ledger)[member], page.After, out cursor)) is { } wrong)
        {
            await context.WriteAsync(wrong);
            return;
        }

        // A message of its own for so many lines: pages of them must be full, or their sequence had gaps.
        const int Full = StatementMessages.LinesOfMt;
        int limit = StatementFormats.IsMt(format) ? Math.Max(Full, page.Limit / Full * Full) : page.Limit;
        StatementPage found = await desk.Past.StatementAsync(
            new StatementQuestion
            {
                Stream = desk.StreamOf(ledger),
                Member = member,
                Account = account,
                From = cursor.FromUs,
                At = cursor.AtUs,
                After = page.After is null ? null : cursor.Place,
                Most = limit,
            },
            context.RequestAborted);
        StatementSheet sheet = new(ledger, member, account, cursor.FromUs, cursor.AtUs, found);
        string? next = found.Next is { } place ? (cursor with { Place = place }).ToString() : null;
        await WriteAsync(context, sheet, format, limit, next);
    }

    private static async Task WriteAsync(
        HttpContext context, StatementSheet sheet, StatementFormat format, int limit, string? next)
    {
        if (next is not null)
        {
            // Where the answer itself has no place for it.
            string others = string.Concat(context.Request.Query.Where(one => one.Key != "after")
                .Select(one => $"&{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(one.Value.ToString())}"));
            context.Response.Headers.Link = $"<{context.Request.Path}?after={next}{others}>; rel=\"next\"";
        }

        context.Response.Headers.Vary = "Accept";
        if (format == StatementFormat.Json)
        {
            await context.WriteAsync(200, ViewOf(sheet, next), StatementJson.Default.StatementAnswer);
            return;
        }

        context.Response.ContentType = StatementFormats.MediaOf(format);
        if (format == StatementFormat.Csv)
        {
            context.Response.Headers.ContentDisposition =
                $"attachment; filename=\"{sheet.Owner.Id}-{sheet.System}.csv\"";
            StatementCsv.Write(sheet, context.Response.BodyWriter);
        }
        else
        {
            StatementMessages.Write(sheet, format, limit, context.Response.BodyWriter);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static StatementAnswer ViewOf(StatementSheet sheet, string? next) => new()
    {
        Participant = sheet.Owner.Id,
        System = sheet.System,
        Currency = sheet.Currency.Code,
        From = HttpText.Time(sheet.FromUs),
        At = HttpText.Time(sheet.ClosingUs),
        Sequence = sheet.Page.Sequence,
        OpeningBalance = sheet.Text(sheet.Page.OpeningMinor),
        ClosingBalance = sheet.Text(sheet.Page.ClosingMinor),
        Entries = [.. sheet.Page.Lines.Select(line => ViewOf(sheet, line))],
        Next = next,
    };

    private static StatementEntry ViewOf(StatementSheet sheet, StatementLine line) => new()
    {
        Time = HttpText.Time(line.Time),
        Kind = StatementWords.Of(line.Kind),
        Amount = sheet.Text(line.AmountMinor),
        Balance = sheet.Text(line.BalanceMinor),
        Counterparty = sheet.OtherOf(line)?.Id,
        PaymentId = StatementWords.IdOf(line),
        PaymentNumber = line.Payment < 0 ? null : line.Payment,
        Route = LookWords.Of(line.Route),
    };

    private static Problem? TryFormat(HttpContext context, out StatementFormat format)
    {
        string? name = context.Request.Query["format"];
        StatementFormat? found = name is not null
            ? StatementFormats.Named(name)
            : StatementFormats.Wanted(context.Request.GetTypedHeaders().Accept.Select(one => one.MediaType.ToString()))
                ?? StatementFormat.Json;
        format = found ?? default;
        return found is not null ? null : new Problem(
            400, "bad-parameter", "A format is json, csv, mt940, mt950, camt052 or camt053.")
        {
            Where = "format",
        };
    }

    // Of the day that it is, up to now, unless something else is asked for.
    private static Problem? TrySpan(
        HttpContext context, ServedLedger ledger, SystemDefinition system, string? after, out StatementCursor cursor)
    {
        cursor = default;
        if (after is not null)
        {
            return StatementCursor.TryRead(after, out cursor) ? null : Paging.BadAfter;
        }

        if (!TryTime(context, "at", ledger.Clock(), out long at))
        {
            return BadTime("at");
        }

        long open = system.Days.Where(day => day.OpenAt <= at).Select(day => day.OpenAt).DefaultIfEmpty(at).Max();
        if (!TryTime(context, "from", open, out long from) || from > at)
        {
            return BadTime("from");
        }

        cursor = new StatementCursor(from, at, default);
        return null;
    }

    private static Problem BadTime(string where) => new(
        400, "bad-parameter",
        "Write an instant as 2026-01-05T12:00:00Z, with a zone; a statement begins no later than it ends.")
    {
        Where = where,
    };

    private static bool TryTime(HttpContext context, string name, long usual, out long timeUs)
    {
        timeUs = usual;
        string? text = context.Request.Query[name];
        if (text is null)
        {
            return true;
        }

        bool isGood = DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && HasZone(text);
        timeUs = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return isGood;
    }

    private static bool HasZone(string text) =>
        text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;
}
