using System.Globalization;
using System.Text.Json;
using Clearing.Audit.Format;
using Clearing.Audit.Stores;

namespace Clearing.Audit;

/// <summary>
/// Audits the stream of an audit trail (docs/reference/access.md): its groups are chained as those of ledgers are, and
/// its lines are whole and numbered without a gap.
/// </summary>
/// <param name="store">Where the stream is.</param>
/// <param name="stream">Its row.</param>
internal sealed class TrailAudit(IStoredJournal store, StoredStream stream)
{
    private const string Suffix = "/@audit-trail";

    private readonly FindingBook _findings = new();
    private readonly Chain _chain = new(stream);
    private long _groups;
    private string? _linesEnd;

    /// <summary>True for the name of a trail.</summary>
    public static bool IsTrail(string stream) => stream.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Name of the trail of a world.</summary>
    public static string TrailOf(string? world) => world + Suffix;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="StoreUnreadableException">The store cannot be read.</exception>
    public async Task<LedgerFindings> RunAsync(Action<long> told, CancellationToken cancellation)
    {
        try
        {
            await foreach (StoredGroup group in store.GroupsAsync(stream, cancellation).ConfigureAwait(false))
            {
                long before = _chain.Records;
                GroupHead head = _chain.Follow(group);
                _groups++;
                JudgeLines(group.Body, head, before);
                told(group.Sequence);
            }

            DamageException.Need(_chain.TailFault() is null, -1, _chain.TailFault() ?? "");
        }
        catch (DamageException damage)
        {
            _findings.Add(AuditParts.Chain, _chain.Sequence + 1, damage);
            _linesEnd = $"not judged behind group {_chain.Sequence}, where the chain breaks";
        }

        string count = _chain.Records.ToString("N0", CultureInfo.InvariantCulture);
        return new LedgerFindings(
            stream.Name, _groups, _chain.Records, _chain.Sequence, Convert.ToHexStringLower(_chain.Hash),
            [
                _findings.Section(AuditParts.Chain, SectionTexts.Chain(_groups, _chain.Epochs), null),
                _findings.Section(AuditParts.Records, $"{count} lines of the audit trail, without a gap", _linesEnd),
            ]);
    }

    private void JudgeLines(ReadOnlyMemory<byte> body, GroupHead head, long before)
    {
        ReadOnlyMemory<byte> lines = body[GroupHead.Octets..];
        long number = before;
        while (!lines.IsEmpty)
        {
            int end = lines.Span.IndexOf((byte)'\n');
            number++;
            if (end < 0 || NumberOf(lines[..Math.Max(0, end)]) != number)
            {
                _findings.Add(
                    AuditParts.Records, head.Sequence, (int)(number - before),
                    $"this is not line {number} of the audit trail", FindingBook.NextOfRule);
                return;
            }

            lines = lines[(end + 1)..];
        }

        if (number != before + head.Records)
        {
            _findings.Add(
                AuditParts.Records, head.Sequence, 0, $"the group says {head.Records} lines and has {number - before}",
                FindingBook.NextOfRule);
        }
    }

    private static long NumberOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("n", out JsonElement n) && n.TryGetInt64(out long number)
                ? number
                : -1;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return -1;
        }
    }
}
