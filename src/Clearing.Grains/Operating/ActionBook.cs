namespace Clearing.Grains.Operating;

/// <summary>What must last of the actions of a world.</summary>
public sealed class ActionBook
{
    /// <summary>The most that wait for a decision at once.</summary>
    public const int MostOpen = 1_000;

    /// <summary>Of those that are over so many are kept; all of them are in the audit trail.</summary>
    private const int MostOver = 1_000;

    /// <summary>Number of the last one.</summary>
    public long Last { get; set; }

    /// <summary>By number.</summary>
    public List<ActionRecord> Actions { get; init; } = [];

    /// <summary>Business dates that were opened: STREAM yyyymmdd.</summary>
    public HashSet<string> Opened { get; init; } = [];

    public ActionRecord? Find(long number) => Actions.Find(action => action.Number == number);

    /// <summary>Adds an action, or puts it in the place of what it was.</summary>
    public void Put(ActionRecord action)
    {
        int at = Actions.FindIndex(held => held.Number == action.Number);
        if (at >= 0)
        {
            Actions[at] = action;
        }
        else
        {
            Actions.Add(action);
        }

        int over = Actions.Count(held => held.IsOver) - MostOver;
        for (; over > 0; over--)
        {
            Actions.RemoveAt(Actions.FindIndex(held => held.IsOver));
        }
    }

    /// <summary>What a business date is kept as.</summary>
    public static string DateOf(ActionProposal proposal) => $"{proposal.Stream} {proposal.Opens}";
}
