using Microsoft.AspNetCore.Http;

namespace Clearing.Server.Access;

/// <summary>
/// For development on one machine: everybody is who they say. <c>Authorization: Bearer ALDER</c> acts for participant
/// ALDER, <c>Bearer operator:olga</c> is the operator olga, <c>Bearer observer:otto</c> the observer otto.
/// </summary>
/// <param name="indexOf">Index of a participant by its id; -1 = the world has none of it.</param>
public sealed class DevelopmentCallers(Func<string, int> indexOf) : ICallers
{
    public bool TrustsAnybody => true;

    public ValueTask<Caller?> FindAsync(HttpContext context) =>
        ValueTask.FromResult(Credentials.KeyOf(context) is { } name ? Named(name) : null);

    public string NameIn(HttpContext context) => "";

    public bool IsGood(Caller caller) => true;

    private Caller? Named(string name)
    {
        if (name.Split(':') is [var role, { Length: > 0 }])
        {
            return role switch
            {
                "operator" => new Caller(name, Role.Operator, -1, Roles.EntitlementsOf(Role.Operator)),
                "observer" => new Caller(name, Role.Observer, -1, Roles.EntitlementsOf(Role.Observer)),
                _ => null,
            };
        }

        int participant = indexOf(name);
        return participant < 0 ? null : new Caller(name, Role.Bank, participant, Roles.EntitlementsOf(Role.Bank));
    }
}
