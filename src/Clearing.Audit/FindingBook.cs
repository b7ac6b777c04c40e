using Clearing.Audit.Format;

namespace Clearing.Audit;

/// <summary>What an audit found broken so far, by part; of each part only the first findings.</summary>
internal sealed class FindingBook
{
    /// <summary>What to do where the store is not what was written.</summary>
    public const string NextOfStore =
        "Nothing behind this place may be used. Restore the store from a copy and keep this one as evidence.";

    /// <summary>What to do where what was written breaks a rule.</summary>
    public const string NextOfRule =
        "Do not serve from this store. Keep it as evidence and restore a copy: either it was changed, or the program "
        + "has a defect; report it.";

    private const int Most = 5;

    private readonly Dictionary<string, List<AuditFinding>> _found = [];

    /// <summary>What was found of a part; empty = nothing.</summary>
    public IReadOnlyList<AuditFinding> this[string part] => _found.GetValueOrDefault(part) ?? [];

    public void Add(string part, long group, int record, string what, string next)
    {
        if (!_found.TryGetValue(part, out List<AuditFinding>? list))
        {
            _found.Add(part, list = []);
        }

        if (list.Count < Most)
        {
            list.Add(new AuditFinding(group, record, what, next));
        }
    }

    public void Add(string part, long group, DamageException damage) => Add(
        part, group, damage.Record, damage.Sentence,
        damage.IsLaterVersion ? "Use the program that wrote it, or a later one." : NextOfStore);

    /// <summary>A part as it is reported.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="text">What was looked at.</param>
    /// <param name="notJudged">Why not all was; null = all was.</param>
    public AuditSection Section(string part, string text, string? notJudged) => new(
        part,
        this[part].Count > 0 ? AuditVerdict.Broken : notJudged is null ? AuditVerdict.Holds : AuditVerdict.NotJudged,
        notJudged is null || this[part].Count > 0 ? text : text.Length == 0 ? notJudged : $"{text}; {notJudged}",
        this[part]);
}
