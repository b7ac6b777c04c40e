namespace Clearing.Messages.Switching;

/// <summary>
/// Message input reference, or output reference (MOR): what identifies a message for ever (SW-6). As numbers; the 28
/// characters are made at the edge, where messages are text.
/// </summary>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="Terminal">Index of the terminal that sent (MIR) or received (MOR).</param>
/// <param name="Session">Number of its FIN session, from 1 for ever.</param>
/// <param name="Sequence">ISN or OSN, from 1; 0 = no reference.</param>
public readonly record struct Mir(int Day, int Terminal, int Session, int Sequence)
{
    /// <summary>True when there is no reference.</summary>
    public bool IsNone => Sequence == 0;
}
