using System.Globalization;
using Clearing.Grains.Ledgers;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearing.Server.Http.Reading;

/// <summary>Where accounts stand.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ReadDesk desk)
    {
        routes.MapGet("/v1/ledgers/{ledger}/accounts", context => ReadDesk.GuardAsync(
                context, () => ListAsync(context, desk)))
            .Needs(Entitlement.ReadAccounts)
            .WithName("listAccounts").WithTags("Accounts")
            .WithSummary("The accounts of a ledger: a bank's own, or all of them, page by page.")
            .Pages()
            .Answers(200, typeof(AccountList));
        routes.MapGet("/v1/ledgers/{ledger}/accounts/{participant}", context => ReadDesk.GuardAsync(
                context, () => OneAsync(context, desk)))
            .Needs(Entitlement.ReadAccounts)
            .WithName("getAccount").WithTags("Accounts")
            .WithSummary("An account: balance, position, what is available, limits and their use, and what waits.")
            .Pages()
            .Answers(200, typeof(AccountAnswer));
    }

    private static async Task OneAsync(HttpContext context, ReadDesk desk)
    {
        Paging page = default;
        if ((desk.TryFind(context, out ServedLedger ledger, out int account)
            ?? Paging.TryRead(context, out page)) is { } wrong)
        {
            await context.WriteAsync(wrong);
            return;
        }

        int from = page.After is null ? 0 : desk.World.IndexOf(page.After) + 1;
        if (page.After is not null && from == 0)
        {
            await context.WriteAsync(Paging.BadAfter);
            return;
        }

        AccountView view = await ledger.Grain.AccountAsync(
            new AccountQuestion { Account = account, LimitsFrom = from, MostLimits = page.Limit });
        await context.WriteAsync(
            200, ViewOf(desk, ledger, account, view, page.Limit), AccountJson.Default.AccountAnswer);
    }

    private static async Task ListAsync(HttpContext context, ReadDesk desk)
    {
        if (desk.World.LedgerOf(context) is not { } ledger)
        {
            await context.WriteAsync(Problem.UnknownLedger);
            return;
        }

        if (Paging.TryRead(context, out Paging page) is { } wrong)
        {
            await context.WriteAsync(wrong);
            return;
        }

        int after = page.After is null ? -1 : desk.World.IndexOf(page.After);
        if (page.After is not null && after < 0)
        {
            await context.WriteAsync(Paging.BadAfter);
            return;
        }

        int[] accounts =
        [
            .. Enumerable.Range(0, ledger.Participants.Count)
                .Where(i => i > after && ledger.Participants[i].Account == i && context.Caller().Sees(i))
                .Take(page.Limit + 1),
        ];
        List<AccountAnswer> found = [];
        foreach (int account in accounts.Take(page.Limit))
        {
            AccountView view = await ledger.Grain.AccountAsync(new AccountQuestion { Account = account });
            found.Add(ViewOf(desk, ledger, account, view, mostLimits: 0));
        }

        string? next = accounts.Length > page.Limit ? found[^1].Participant : null;
        await context.WriteAsync(200, new AccountList(found, next), AccountJson.Default.AccountList);
    }

    private static AccountAnswer ViewOf(
        ReadDesk desk, ServedLedger ledger, int account, AccountView view, int mostLimits)
    {
        SystemDefinition[] systems = desk.SystemsOf(ledger);
        int last = mostLimits == 0 ? -1 : view.Members.Where(member => member.Limits.Count == mostLimits)
            .Select(member => member.Limits.Span[^1].To).DefaultIfEmpty(-1).Min();
        return new AccountAnswer(
            ledger.Participants[account].Id,
            new AsOf(view.Sequence, HttpText.Time(view.Time)),
            [
                .. Enumerable.Range(0, systems.Length).Where(m => systems[m].Accounts[account].IsMember)
                    .Select(m => ViewOf(ledger, systems[m], m, view.Members[m], last)),
            ],
            last < 0 ? null : ledger.Participants[last].Id);
    }

    private static SystemAccount ViewOf(
        ServedLedger ledger, SystemDefinition system, int member, MemberView view, int lastLimit)
    {
        AccountLook look = view.Look.Span[0];
        (string code, int digits) = ledger.CurrencyOf(member);
        string[] classes = ReadDesk.ClassesOf(system);
        string Amount(long minor) => ReadDesk.Text(minor, digits) ?? minor.ToString(CultureInfo.InvariantCulture);
        return new SystemAccount
        {
            System = system.Name,
            Currency = code,
            Balance = Amount(look.BalanceMinor),
            Position = Amount(look.PositionMinor),
            Floor = ReadDesk.Text(look.FloorMinor, digits),
            Ceiling = ReadDesk.Text(look.CeilingMinor, digits),
            Credit = ReadDesk.Text(look.CreditMinor, digits),
            Available = ReadDesk.Text(look.AvailableMinor, digits),
            Ready = look.IsReady,
            Suspended = look.IsSuspended,
            Classes =
            [
                .. view.Classes.ToArray().Select((one, i) => new ClassAmounts(
                    classes[i], Amount(one.ReservedMinor), ReadDesk.Text(one.AvailableMinor, digits))),
            ],
            MultilateralLimit = ReadDesk.Text(look.MultilateralLimitMinor, digits) is { } limit
                ? new LimitUse(null, limit, Amount(look.MultilateralFlowMinor))
                : null,
            Limits =
            [
                .. view.Limits.ToArray().Where(one => lastLimit < 0 || one.To <= lastLimit).Select(one => new LimitUse(
                    ledger.Participants[one.To].Id, Amount(one.LimitMinor), Amount(one.FlowMinor))),
            ],
            WaitingOut = new WaitingSum(look.WaitingSent, Amount(look.WaitingSentMinor)),
            WaitingIn = new WaitingSum(look.WaitingReceived, Amount(look.WaitingReceivedMinor)),
        };
    }
}
