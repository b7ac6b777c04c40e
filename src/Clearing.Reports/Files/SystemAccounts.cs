using Clearing.Scenarios.Model;

namespace Clearing.Reports.Files;

/// <summary>The account of a system in another one: nobody's, and told of only by the system that keeps it.</summary>
internal static class SystemAccounts
{
    /// <summary>False for an account that stands for a system in one that does not keep it.</summary>
    public static bool IsKept(Scenario scenario, int system, int account) =>
        IsParticipant(scenario, account) || scenario.Arrangements.Any(a => a.Links.Any(link =>
            a.Members[link.SettlesIn] == system && link.SystemAccount == account));

    /// <summary>True for a bank, false for an account that stands for a system.</summary>
    public static bool IsParticipant(Scenario scenario, int account) =>
        scenario.Participants[account].StandsFor < 0;
}
