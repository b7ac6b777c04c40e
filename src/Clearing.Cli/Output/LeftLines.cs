using Clearing.Reports;

namespace Clearing.Cli.Output;

/// <summary>Of each observed system what waited when it closed last, and the money that would have freed it.</summary>
internal static class LeftLines
{
    public static void Print(Terminal terminal, RunSummary run)
    {
        foreach (LeftAtClose left in LeftAtClose.Of(run))
        {
            string payments = left.Waiting == 1 ? "1 payment" : $"{Figures.Separate($"{left.Waiting}")} payments";
            string state = left.State.Replace('-', ' ');
            terminal.Line($"  {left.System} closed in state {state}: {payments} worth {Figures.Separate(left.Value)} "
                + $"waiting; smallest injection for all of it: {Figures.Separate(left.Injection)}.");
        }
    }
}
