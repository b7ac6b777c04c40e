using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Access;

/// <summary>
/// For development on one machine: everybody is who they say. <c>Authorization: Bearer ALDER</c> acts for participant
/// ALDER, <c>Bearer operator:olga</c> is the operator olga, <c>Bearer observer:otto</c> the observer otto.
/// </summary>
/// <param name="indexOf">Index of a participant by its id; -1 = the world has none of it.</param>
public sealed class DevelopmentCallers(Func<string, int> indexOf) : ICallers
{
    private static readonly ulong OfBank = Caller.Of(
        Entitlement.ReadWorld, Entitlement.SubmitPayments, Entitlement.ReadPayments, Entitlement.ChangePayments,
        Entitlement.ReadAccounts, Entitlement.ChangeLimits, Entitlement.MoveFunds, Entitlement.ReadNotices);

    private static readonly ulong OfObserver = Caller.Of(
        Entitlement.ReadWorld, Entitlement.ReadPayments, Entitlement.ReadAccounts, Entitlement.ReadMeters);

    private static readonly ulong OfOperator = OfObserver | Caller.Of(Entitlement.Operate, Entitlement.ReadAuditTrail);

    public bool TrustsAnybody => true;

    public ValueTask<Caller?> FindAsync(HttpContext context) =>
        ValueTask.FromResult(Credentials.KeyOf(context) is { } name ? Named(name) : null);

    private Caller? Named(string name)
    {
        if (name.Split(':') is [var role, { Length: > 0 }])
        {
            return role switch
            {
                "operator" => new Caller(name, Role.Operator, -1, OfOperator),
                "observer" => new Caller(name, Role.Observer, -1, OfObserver),
                _ => null,
            };
        }

        int participant = indexOf(name);
        return participant < 0 ? null : new Caller(name, Role.Bank, participant, OfBank);
    }
}
