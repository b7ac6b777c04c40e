namespace Clearing.Audit;

/// <summary>What came of one part of an audit.</summary>
public enum AuditVerdict
{
    Holds = 0,

    /// <summary>Something is not as it must be.</summary>
    Broken = 1,

    /// <summary>It could not be judged; the text says why.</summary>
    NotJudged = 2,
}

/// <summary>Something that is not as it must be.</summary>
/// <param name="Group">Sequence of the group; 0 = of none.</param>
/// <param name="Record">Place of the record in the group, from 1; 0 = of none.</param>
/// <param name="What">What was found.</param>
/// <param name="Next">What to do now.</param>
public sealed record AuditFinding(long Group, int Record, string What, string Next);

/// <summary>One part of an audit.</summary>
/// <param name="Name">One of <see cref="AuditParts"/>.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Text">What was looked at, or why nothing was.</param>
/// <param name="Findings">Empty unless it is broken; then the first ones.</param>
public sealed record AuditSection(
    string Name, AuditVerdict Verdict, string Text, IReadOnlyList<AuditFinding> Findings);

/// <summary>The parts of an audit, in the order in which they are reported; none is ever left out.</summary>
public static class AuditParts
{
    /// <summary>The store as a whole: what belongs to no stream, the facts, an old copy.</summary>
    public const string Store = "store";

    /// <summary>Form, checksum, hashes, order, epochs, stream and world of every group; the tail.</summary>
    public const string Chain = "chain";

    /// <summary>The records: their form, their numbers, what the script has.</summary>
    public const string Records = "records";

    /// <summary>The raw messages that are kept.</summary>
    public const string Messages = "messages";

    /// <summary>Each id once.</summary>
    public const string Once = "once";

    /// <summary>Carried out again the records give the events whose digest is there.</summary>
    public const string Results = "results";

    /// <summary>Money is conserved.</summary>
    public const string Money = "money";

    /// <summary>Floors, ceilings and limits.</summary>
    public const string Bounds = "bounds";

    /// <summary>Sets of payments, each by its certificate.</summary>
    public const string Sets = "sets";

    /// <summary>What is settled stays settled.</summary>
    public const string Finality = "finality";

    /// <summary>The ids that left memory.</summary>
    public const string Sealed = "sealed";

    /// <summary>Copies of the state.</summary>
    public const string Checkpoints = "checkpoints";
}

/// <summary>What was found about one ledger.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Groups">Groups that were read.</param>
/// <param name="Records">Records in them.</param>
/// <param name="Last">Sequence of the last good group; 0 = there is none.</param>
/// <param name="Hash">
/// Hash of that group, 64 hexadecimal digits. Whoever keeps it elsewhere can tell whether all before was changed.
/// </param>
/// <param name="Sections">By part.</param>
public sealed record LedgerFindings(
    string Stream, long Groups, long Records, long Last, string Hash, IReadOnlyList<AuditSection> Sections);

/// <summary>What an audit found.</summary>
/// <param name="Location">Where the journal is; never a password.</param>
/// <param name="IsServed">
/// True when a service had the folder: then the audit goes up to the groups that were durable when it began.
/// </param>
/// <param name="Store">The part that is about the store.</param>
/// <param name="Ledgers">In the order of their names.</param>
public sealed record AuditReport(
    string Location, bool IsServed, AuditSection Store, IReadOnlyList<LedgerFindings> Ledgers)
{
    /// <summary>The text of parts that could not be judged without the scenario.</summary>
    public const string NoScenario = "its scenario was not given";

    private IEnumerable<AuditSection> All => Ledgers.SelectMany(ledger => ledger.Sections).Prepend(Store);

    /// <summary>True when nothing was found broken.</summary>
    public bool Holds => All.All(section => section.Verdict != AuditVerdict.Broken);

    /// <summary>True when every part was judged.</summary>
    public bool IsWhole => All.All(section => section.Verdict != AuditVerdict.NotJudged);

    /// <summary>The report about a store that is damaged so that nothing can be read of it.</summary>
    public static AuditReport Unreadable(string location, string what, string next) => new(
        location,
        IsServed: false,
        new AuditSection(AuditParts.Store, AuditVerdict.Broken, "cannot be read", [new AuditFinding(0, 0, what, next)]),
        []);
}
