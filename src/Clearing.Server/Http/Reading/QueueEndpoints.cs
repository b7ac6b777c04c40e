using System.Globalization;
using Clearing.Grains.Ledgers;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Http.Reading;

/// <summary>What waits, and why.</summary>
internal static class QueueEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ReadDesk desk) =>
        routes.MapGet("/v1/ledgers/{ledger}/accounts/{participant}/queue", context => ReadDesk.GuardAsync(
                context, () => PageAsync(context, desk)))
            .Needs(Entitlement.ReadAccounts)
            .WithName("getQueue").WithTags("Accounts")
            .WithSummary("The payments of an account that wait, in order, each with why.")
            .Asks("system", "Name of a system of the ledger; may be left out where it has one.")
            .Pages()
            .Answers(200, typeof(QueueAnswer));

    private static async Task PageAsync(HttpContext context, ReadDesk desk)
    {
        int member = -1;
        Paging page = default;
        if ((desk.TryFind(context, out ServedLedger ledger, out int account)
            ?? ReadDesk.TryMember(context, ledger, out member)
            ?? Paging.TryRead(context, out page)) is { } wrong)
        {
            await context.WriteAsync(wrong);
            return;
        }

        ulong from = 0;
        if (page.After is not null
            && !ulong.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            await context.WriteAsync(Paging.BadAfter);
            return;
        }

        QueuePage found = await ledger.Grain.QueueAsync(
            new QueueQuestion { Member = member, Payer = account, From = from, Most = page.Limit });
        QueueAnswer answer = new(
            desk.SystemsOf(ledger)[member].Name,
            new AsOf(found.Sequence, HttpText.Time(found.Time)),
            ViewOf(desk, ledger, member, found, isPayers: context.Caller().Role == Role.Bank),
            found.Next == 0 ? null : found.Next.ToString(CultureInfo.InvariantCulture));
        await context.WriteAsync(200, answer, AccountJson.Default.QueueAnswer);
    }

    /// <summary>Payments that wait, by name.</summary>
    /// <param name="desk">Knows the systems.</param>
    /// <param name="ledger">Where they wait.</param>
    /// <param name="member">In which of its systems.</param>
    /// <param name="page">What was found.</param>
    /// <param name="isPayers">True where it is told to the payer, who may not learn what its payees hold.</param>
    public static List<WaitingPayment> ViewOf(
        ReadDesk desk, ServedLedger ledger, int member, QueuePage page, bool isPayers)
    {
        string[] classes = ReadDesk.ClassesOf(desk.SystemsOf(ledger)[member]);
        (string code, int digits) = ledger.CurrencyOf(member);
        List<WaitingPayment> views = [];
        ReadOnlySpan<FailedTest> why = page.Why.Span;
        foreach (WaitingLine line in page.Lines.ToArray())
        {
            int count = 0;
            while (count < why.Length && why[count].Payment == line.Look.Payment)
            {
                count++;
            }

            views.Add(new WaitingPayment
            {
                Id = line.Id == default ? null : line.Id.ToString(),
                Number = line.Look.Payment,
                Payer = ledger.Participants[line.Look.From].Id,
                Payee = ledger.Participants[line.Look.To].Id,
                Amount = ReadDesk.Text(line.Look.AmountMinor, digits)!,
                Currency = code,
                Priority = LookWords.Of(line.Look.Priority),
                Class = classes[line.Look.Class],
                EnteredAt = ReadDesk.Time(line.EnteredAt),
                NotBefore = ReadDesk.Time(line.Look.NotBefore),
                NotAfter = ReadDesk.Time(line.Look.NotAfter),
                Why = [.. why[..count].ToArray().Select(test => ReasonOf(test, digits, isPayers))],
            });
            why = why[count..];
        }

        return views;
    }

    private static WaitReason ReasonOf(FailedTest test, int digits, bool isPayers)
    {
        bool isAmount = test.NeededMinor > 0;
        bool isOthers = isPayers && test.Test == WaitTest.Ceiling;
        return new WaitReason(
            LookWords.Of(test.Test), LookWords.SentenceOf(test.Test),
            isAmount ? ReadDesk.Text(test.NeededMinor, digits) : null,
            isAmount && !isOthers ? ReadDesk.Text(test.AvailableMinor, digits) : null);
    }
}
